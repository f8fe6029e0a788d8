// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/library.h"

#include "loadgate/plugin_entry.h"

#include <QCryptographicHash>
#include <QFile>
#include <QPluginLoader>

namespace loadgate {

namespace fs = std::filesystem;

namespace {

bool othersWrite(const fs::path& path, std::error_code& failure) {
    return (fs::status(path, failure).permissions() & fs::perms::others_write) != fs::perms::none;
}

// Qt takes a path without a slash for the name of a system library, hence absolute ones only.
QString qtPath(const fs::path& file) { return QFile::decodeName(fs::absolute(file).c_str()); }

// Qt's sentences name the file; the reason stands beside the file's name already.
std::string qtReason(const QPluginLoader& loader) { return loader.errorString().toStdString(); }

template <class Entry>
Result<const Entry*> loadEntry(const fs::path& file, std::string_view kind) {
    QPluginLoader loader(qtPath(file));
    // Setting hints replaces the default. With all symbols resolved now, a missing one is a reason and not a crash in the first call.
    loader.setLoadHints(QLibrary::ResolveAllSymbolsHint | QLibrary::PreventUnloadHint);
    if (!loader.load()) {
        return Error{ErrorCode::Incompatible, file.string() + " cannot be loaded: " + qtReason(loader)};
    }
    const auto* entry = qobject_cast<Entry*>(loader.instance());
    if (entry == nullptr) {
        return Error{ErrorCode::Incompatible,
                     file.string() + " says that it is a " + std::string(kind) + " but offers none: build it with loadgate_add_plugin()"};
    }
    return entry;
}

}  // namespace

Status checkNobodyElseWrites(const fs::path& file) {
    std::error_code failure;
    const fs::path real = fs::canonical(file, failure);  // what a link points at is what will be loaded
    if (failure) {
        return Error{ErrorCode::Io, "cannot be read: " + failure.message()};
    }
    if (othersWrite(real, failure)) {
        return Error{ErrorCode::Refused, "the file can be written by others: chmod o-w " + real.string()};
    }
    for (const fs::path& folder : {real.parent_path(), fs::absolute(file).parent_path()}) {
        if (othersWrite(folder, failure)) {
            return Error{ErrorCode::Refused, "its folder can be written by others: chmod o-w " + folder.string()};
        }
    }
    return ok();
}

Result<QJsonObject> readMetadata(const fs::path& file) {
    const QPluginLoader loader(qtPath(file));
    const QJsonObject metadata = loader.metaData();
    if (metadata.isEmpty()) {  // only now has the loader a reason; beside a good file it says "Unknown error"
        return Error{ErrorCode::Incompatible, "not a plugin: " + qtReason(loader)};
    }
    return metadata;
}

Result<const PatternEntry*> loadPatternEntry(const fs::path& file) { return loadEntry<PatternEntry>(file, "pattern"); }

Result<const TargetEntry*> loadTargetEntry(const fs::path& file) { return loadEntry<TargetEntry>(file, "target"); }

Result<std::string> sha256Of(const fs::path& file) {
    QFile bytes(qtPath(file));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!bytes.open(QIODevice::ReadOnly) || !hash.addData(&bytes)) {
        return Error{ErrorCode::Io, file.string() + " cannot be read: " + bytes.errorString().toStdString()};
    }
    return hash.result().toHex().toStdString();
}

}  // namespace loadgate
