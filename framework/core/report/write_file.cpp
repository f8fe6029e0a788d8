// SPDX-License-Identifier: Apache-2.0
#include "core/report/reports.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace loadgate {
namespace {

namespace fs = std::filesystem;

/// Closes at the end of its scope.
class Descriptor {
  public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    [[nodiscard]] int get() const { return m_fd; }
    /// Some file systems report a full disk only here.
    [[nodiscard]] bool close() {
        const int fd = m_fd;
        m_fd = -1;
        return ::close(fd) == 0;
    }

  private:
    int m_fd;
};

Error cannotWrite(const fs::path& path, int error) {
    std::error_code ignored;
    const fs::path folder = path.parent_path();
    if (error == ENOENT && !folder.empty() && !fs::exists(folder, ignored)) {
        return Error{ErrorCode::Io, path.string() + ": cannot be written: there is no folder '" + folder.string() + "'; create it first"};
    }
    return Error{ErrorCode::Io, path.string() + ": cannot be written: " + std::system_category().message(error)};
}

/// The whole text, or the errno of what went wrong; 0 is success.
int writeAll(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return 0;
}

std::optional<struct stat> statOf(const fs::path& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? std::optional(found) : std::nullopt;
}

/// For pipes and devices, and for a file in a folder that takes no new files.
Status writeInPlace(const fs::path& path, std::string_view text) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666));
    if (file.get() < 0) {
        return cannotWrite(path, errno);
    }
    if (const int error = writeAll(file.get(), text); error != 0) {
        return cannotWrite(path, error);
    }
    return file.close() ? ok() : Status(cannotWrite(path, errno));
}

/// A new file beside `path`, never an existing one. Unlike mkstemp(), with the rights that a new file has here.
int openBeside(const fs::path& path, fs::path& temporary) {
    for (int i = 0; i < 100; ++i) {
        temporary = path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) + "-" + std::to_string(i));
        const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd >= 0 || errno != EEXIST) {
            return fd;
        }
    }
    return -1;
}

/// Rights and owner of the file that is replaced, as far as we may.
bool takeAfter(int fd, const struct stat& earlier) {
    const bool owned = ::fchown(fd, earlier.st_uid, earlier.st_gid) == 0;
    return ::fchmod(fd, earlier.st_mode & 07777U) == 0 && owned;
}

/// The rename itself must survive a power cut too. Not every file system can; then there is nothing to be done.
void syncFolder(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0) {
        ::fsync(directory.get());
    }
}

Status replace(const fs::path& path, std::string_view text, const std::optional<struct stat>& earlier) {
    fs::path temporary;
    Descriptor file(openBeside(path, temporary));
    if (file.get() < 0) {
        const int error = errno;
        const bool folderRefuses = error == EACCES || error == EPERM || error == EROFS;
        return earlier && folderRefuses ? writeInPlace(path, text) : Status(cannotWrite(path, error));
    }
    if (earlier) {
        (void)takeAfter(file.get(), *earlier);
    }
    int error = writeAll(file.get(), text);
    error = error == 0 && ::fsync(file.get()) != 0 ? errno : error;
    error = !file.close() && error == 0 ? errno : error;
    if (error == 0 && ::rename(temporary.c_str(), path.c_str()) == 0) {
        syncFolder(path);
        return ok();
    }
    error = error == 0 ? errno : error;
    ::unlink(temporary.c_str());
    // A file that is a mount point of its own (a container's bind mount) cannot be replaced, only written.
    return error == EBUSY ? writeInPlace(path, text) : Status(cannotWrite(path, error));
}

}  // namespace

Status writeFile(const fs::path& path, std::string_view text) {
    const auto earlier = statOf(path);
    std::error_code missing;
    const bool link = fs::is_symlink(path, missing);
    if (earlier ? !S_ISREG(earlier->st_mode) : link) {
        return writeInPlace(path, text);
    }
    // A link stays a link: what it names is replaced.
    std::error_code error;
    const fs::path file = link ? fs::canonical(path, error) : path;
    return error ? Status(cannotWrite(path, error.value())) : replace(file, text, earlier);
}

Status appendToFile(const fs::path& path, std::string_view text) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666));
    if (file.get() < 0) {
        return cannotWrite(path, errno);
    }
    struct stat earlier {};
    const bool regular = ::fstat(file.get(), &earlier) == 0 && S_ISREG(earlier.st_mode);
    if (int error = writeAll(file.get(), text); error != 0) {
        const bool cutBack = regular && ::ftruncate(file.get(), earlier.st_size) == 0;
        return cutBack || !regular ? Status(cannotWrite(path, error))
                                   : Status(cannotWrite(path, error)).within("the last line may be torn");
    }
    return file.close() ? ok() : Status(cannotWrite(path, errno));
}

}  // namespace loadgate
