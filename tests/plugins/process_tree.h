// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

/// A process and a cgroup file system made for a test: what stands in it is what the kernel would have said.
class ProcessTree {
  public:
    struct Process {
        int pid{}, parent{1};
        QByteArray name{"shop"};
        char state{'S'};
        long user{}, system{}, childUser{}, childSystem{};  ///< ticks of 10 ms
        int threads{1};
        long started{100};
        int kibibytes{1000};
        QList<int> sockets{};  ///< inodes; without any, two descriptors
        QByteArray cgroup{"0::/\n"};
    };

    ProcessTree() {
        write("proc/stat", "cpu  1 2 3\ncpu0 1 2 3\ncpu1 1 2 3\ncpu2 1 2 3\ncpu3 1 2 3\nintr 5\n");
        QDir(m_folder.path()).mkpath("cgroup");
    }
    [[nodiscard]] QString proc() const { return m_folder.filePath("proc"); }
    [[nodiscard]] QString cgroup() const { return m_folder.filePath("cgroup"); }

    void write(const QString& name, const QByteArray& text) const {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    /// Adds it, or says what it has become.
    void put(const Process& p) const {
        const QString folder = "proc/" + QString::number(p.pid) + "/";
        const auto text = [](auto number) { return QByteArray::number(static_cast<qlonglong>(number)) + " "; };
        write(folder + "stat", text(p.pid) + "(" + p.name + ") " + p.state + " " + text(p.parent) + "1 1 0 -1 4194304 9 0 0 0 " +
                                   text(p.user) + text(p.system) + text(p.childUser) + text(p.childSystem) + "20 0 " + text(p.threads) +
                                   "0 " + text(p.started) + "12345 250 18446744073709551615 1 1 0\n");
        write(folder + "status", "Name:\t" + p.name + "\nVmHWM:\t  99999 kB\nVmRSS:\t  " + text(p.kibibytes) + "kB\n");
        write(folder + "cmdline", "/usr/sbin/" + p.name + QByteArray("\0-g\0", 4));
        write(folder + "cgroup", p.cgroup);
        QDir().mkpath(m_folder.filePath(folder + "fd"));
        for (int i = 0; i < (p.sockets.isEmpty() ? 2 : 0); ++i) {
            QFile::link("/dev/null", m_folder.filePath(folder + "fd/" + QString::number(i)));
        }
        for (const int inode : p.sockets) {
            QFile::link("socket:[" + QString::number(inode) + "]", m_folder.filePath(folder + "fd/" + QString::number(3 + inode)));
        }
    }
    void end(int pid) const { QDir(m_folder.filePath("proc/" + QString::number(pid))).removeRecursively(); }
    /// Listening sockets: "0100007F:1F90" and an inode.
    void listen(const QList<QPair<QByteArray, int>>& sockets) const {
        QByteArray table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
        for (const auto& [address, inode] : sockets) {
            table += "   0: " + address + " 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 " +
                     QByteArray::number(inode) + " 1 0000000000000000 100 0 0 10 0\n";
        }
        table += "   9: 0100007F:2345 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1000        0 777 1 0 100 0 0 10 0\n";
        write("proc/net/tcp", table);
    }

  private:
    QTemporaryDir m_folder;
};
