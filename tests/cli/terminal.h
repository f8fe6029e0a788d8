// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace loadgate::clitest {

/// The real program in a pseudo-terminal of its own, which is also its controlling terminal: Ctrl-C is a key there.
class Terminal {
  public:
    struct Size {
        unsigned short columns, rows;
    };
    Terminal(const QStringList& arguments, const QString& folder, Size size,
             const QStringList& environment = {"TERM=xterm", "LANG=C.UTF-8"});
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// Reads until the program has written this, or 30 s passed; what was read since the last call.
    [[nodiscard]] QByteArray readUntil(const QByteArray& text);
    /// Reads until the program ends; what was read since the last call.
    [[nodiscard]] QByteArray readToTheEnd();
    void type(const QByteArray& keys) const;
    void resize(Size) const;
    /// After readToTheEnd(); -1 when it did not end by itself.
    [[nodiscard]] int exitCode() const { return m_exitCode; }

  private:
    /// False at the end or after 30 s without a byte.
    bool readMore(QByteArray& into);

    int m_master{-1};
    int m_child{-1};
    int m_exitCode{-1};
};

}  // namespace loadgate::clitest
