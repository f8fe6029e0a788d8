// SPDX-License-Identifier: Apache-2.0
#include "terminal.h"

#include "program.h"

#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <poll.h>
#include <array>
#include <csignal>
#include <vector>

namespace loadgate::clitest {

namespace {

constexpr int kLongestMs = 30'000;

std::vector<QByteArray> bytesOf(const QStringList& texts) {
    std::vector<QByteArray> all;
    for (const QString& text : texts) {
        all.push_back(text.toLocal8Bit());
    }
    return all;
}

std::vector<char*> pointersTo(std::vector<QByteArray>& texts) {
    std::vector<char*> all;
    for (QByteArray& text : texts) {
        all.push_back(text.data());
    }
    all.push_back(nullptr);
    return all;
}

}  // namespace

Terminal::Terminal(const QStringList& arguments, const QString& folder, Size size, const QStringList& environment) {
    QProcessEnvironment around = cleanEnvironment(folder);
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG", "TERM"}) {
        around.remove(name);
    }
    // What must be there before the fork: nothing is allocated after it.
    std::vector<QByteArray> words = bytesOf(QStringList{QStringLiteral(LOADGATE_PROGRAM)} + arguments);
    std::vector<QByteArray> variables = bytesOf(around.toStringList() + environment);
    const std::vector<char*> argv = pointersTo(words);
    const std::vector<char*> envp = pointersTo(variables);
    const QByteArray where = folder.toLocal8Bit();
    winsize window{size.rows, size.columns, 0, 0};
    m_child = ::forkpty(&m_master, nullptr, nullptr, &window);
    if (m_child == 0) {
        if (::chdir(where.constData()) == 0) {
            ::execve(argv[0], argv.data(), envp.data());
        }
        ::_exit(127);
    }
}

Terminal::~Terminal() {
    if (m_child > 0 && m_exitCode < 0) {
        ::kill(m_child, SIGKILL);
        ::waitpid(m_child, nullptr, 0);
    }
    ::close(m_master);
}

bool Terminal::readMore(QByteArray& into) {
    std::array<char, 4096> buffer{};
    pollfd ready{m_master, POLLIN, 0};
    if (::poll(&ready, 1, kLongestMs) <= 0) {
        return false;
    }
    const ssize_t got = ::read(m_master, buffer.data(), buffer.size());  // EIO once the program has closed its side
    if (got <= 0) {
        return false;
    }
    into.append(buffer.data(), got);
    return true;
}

QByteArray Terminal::readUntil(const QByteArray& text) {
    QByteArray read;
    while (!read.contains(text) && readMore(read)) {
    }
    return read;
}

QByteArray Terminal::readToTheEnd() {
    QByteArray read;
    while (readMore(read)) {
    }
    int status = 0;
    if (::waitpid(m_child, &status, 0) == m_child && WIFEXITED(status)) {
        m_exitCode = WEXITSTATUS(status);
    }
    return read;
}

void Terminal::type(const QByteArray& keys) const { (void)!::write(m_master, keys.constData(), static_cast<std::size_t>(keys.size())); }

void Terminal::resize(Size size) const {
    const winsize window{size.rows, size.columns, 0, 0};
    ::ioctl(m_master, TIOCSWINSZ, &window);
}

}  // namespace loadgate::clitest
