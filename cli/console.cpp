// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <poll.h>
#include <cerrno>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

namespace loadgate::cli {

namespace {

/// One thread draws; others, a signal's for one, take the view away before they say something.
std::mutex viewMutex;
View standing = View::None;

/// 0, or the error number.
int writeFully(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            pollfd ready{descriptor, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

std::string_view removal(View view) { return view == View::Inline ? "\r\x1b[J" : view == View::Screen ? "\x1b[?1049l" : ""; }

/// With the mutex held; true if a view stood there.
bool removeView() {
    const bool stood = standing != View::None;
    (void)writeFully(kPeople, removal(std::exchange(standing, View::None)));
    return stood;
}

Error because(int number) { return {ErrorCode::Io, std::generic_category().message(number)}; }

}  // namespace

Status writeAll(int descriptor, std::string_view text) {
    const int number = writeFully(descriptor, text);
    return number == 0 ? ok() : Status(because(number));
}

Status writeForPeople(int descriptor, std::string_view text) {
    const int number = writeFully(descriptor, text);
    return number == 0 || number == EPIPE ? ok() : Status(because(number));
}

void say(std::string_view line) {
    (void)takeViewAway();
    (void)writeFully(kPeople, std::string(line) + "\n");
}

void drawView(View view, std::string_view text) {
    const std::lock_guard lock(viewMutex);
    std::string whole;
    if (standing != view) {
        whole = std::string(removal(standing)) + (view == View::Screen ? "\x1b[?1049h" : "");
        standing = view;
    }
    (void)writeFully(kPeople, whole.append(text));
}

bool takeViewAway() {
    const std::lock_guard lock(viewMutex);
    return removeView();
}

void leave(std::string_view line, int exitCode) {
    const std::lock_guard lock(viewMutex);
    const bool echoed = !removeView() && isTerminal(kPeople);  // the ^C of a terminal without a view
    (void)writeFully(kPeople, (echoed ? "\n" : "") + std::string(line) + "\n");
    ::_exit(exitCode);
}

void complain(std::string_view sentence) { say("loadgate: " + std::string(sentence)); }

bool isTerminal(int descriptor) { return ::isatty(descriptor) == 1; }

TerminalSize sizeOfTerminal(int descriptor) {
    winsize size{};
    TerminalSize known;
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        known.columns = size.ws_col;
        known.rows = size.ws_row > 0 ? size.ws_row : known.rows;
    }
    return known;
}

}  // namespace loadgate::cli
