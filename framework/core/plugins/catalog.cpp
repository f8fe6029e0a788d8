// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/catalog.h"

#include "core/plugins/guarded.h"
#include "core/plugins/library.h"
#include "core/plugins/metadata.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

namespace loadgate {

namespace fs = std::filesystem;

namespace {

constexpr std::array kKinds{PluginKind::Pattern, PluginKind::Target, PluginKind::Gate, PluginKind::Rollback};

std::string named(PluginKind kind, std::string_view id) { return std::string(toText(kind)) + " '" + std::string(id) + "'"; }

/// The libraries of one folder by name, so that a scan gives the same answer on each file system.
std::vector<fs::path> librariesIn(const fs::path& folder) {
    std::error_code failure;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
        if (entry->path().extension() == ".so" && !entry->is_directory(failure)) {
            files.push_back(entry->path());
        }
    }
    std::ranges::sort(files);
    return files;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : std::string(between)) + word;
    }
    return text;
}

}  // namespace

struct Catalog::State {
    std::vector<PluginInfo> plugins;
    std::vector<RejectedPlugin> rejected;
    std::vector<fs::path> searched;
    std::set<fs::path> seen;

    void scanPlace(const fs::path& place, bool shipped);
    void scanFile(const fs::path& file, bool shipped);
    [[nodiscard]] const PluginInfo* holder(PluginKind, std::string_view id) const;
    [[nodiscard]] Error unknown(PluginKind, std::string_view id) const;
};

void Catalog::State::scanPlace(const fs::path& place, bool shipped) {
    searched.push_back(place);
    std::vector<fs::path> folders{place};
    for (const PluginKind kind : kKinds) {
        folders.push_back(place / toText(kind));
    }
    for (const fs::path& folder : folders) {
        for (const fs::path& file : librariesIn(folder)) {
            scanFile(file, shipped);
        }
    }
}

void Catalog::State::scanFile(const fs::path& file, bool shipped) {
    std::error_code failure;
    const fs::path real = fs::canonical(file, failure);
    if (!failure && !seen.insert(real).second) {
        return;  // one folder given twice is no conflict
    }
    if (auto trusted = checkNobodyElseWrites(file); !trusted) {
        return rejected.push_back({file, std::move(trusted).error().message});
    }
    auto metadata = readMetadata(file);
    auto plugin = metadata ? describePlugin(*metadata) : Result<PluginInfo>(std::move(metadata).error());
    if (!plugin) {
        return rejected.push_back({file, std::move(plugin).error().message});
    }
    if (const PluginInfo* earlier = holder(plugin->kind, plugin->id)) {
        return rejected.push_back({file, named(plugin->kind, plugin->id) + " comes from " + earlier->file.string() + " already" +
                                             (earlier->shipped ? ", and a shipped plugin cannot be replaced" : "") +
                                             ": give it another id"});
    }
    plugin->file = file;
    plugin->shipped = shipped;
    plugins.push_back(std::move(plugin).value());
}

const PluginInfo* Catalog::State::holder(PluginKind kind, std::string_view id) const {
    const auto found = std::ranges::find_if(plugins, [&](const PluginInfo& plugin) { return plugin.kind == kind && plugin.id == id; });
    return found == plugins.end() ? nullptr : &*found;
}

Error Catalog::State::unknown(PluginKind kind, std::string_view id) const {
    for (const RejectedPlugin& plugin : rejected) {
        if (plugin.file.stem() == id) {
            return Error{ErrorCode::NotFound,
                         named(kind, id) + " cannot be used: " + plugin.file.string() + " was rejected: " + plugin.reason};
        }
    }
    std::vector<std::string> known;
    for (const PluginInfo& plugin : plugins) {
        if (plugin.kind == kind) {
            known.push_back(plugin.id);
        }
    }
    std::string message = "unknown " + named(kind, id);
    if (const auto nearest = nearestSpelling(id, known)) {
        message += ", did you mean '" + *nearest + "'?";
    } else if (known.empty()) {
        std::vector<std::string> folders;
        std::ranges::transform(searched, std::back_inserter(folders), [](const fs::path& folder) { return folder.string(); });
        message += ": no " + std::string(toText(kind)) + " plugin at all was found in " + joined(folders, " or ");
    } else {
        message += ": no plugin of that name is installed; there are " + joined(known, ", ");
    }
    return Error{ErrorCode::NotFound, std::move(message)};
}

Catalog::Catalog(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Catalog::Catalog(Catalog&&) noexcept = default;
Catalog& Catalog::operator=(Catalog&&) noexcept = default;
Catalog::~Catalog() = default;

Catalog Catalog::scan(const PluginPlaces& places) {
    auto state = std::make_unique<State>();
    state->scanPlace(places.installation, true);
    for (const fs::path& place : places.others) {
        std::error_code failure;
        if (fs::is_directory(place, failure)) {
            state->scanPlace(place, false);
        } else {
            state->rejected.push_back({place, "there is no such folder to look for plugins in"});
        }
    }
    std::ranges::sort(state->plugins, {}, [](const PluginInfo& plugin) { return std::pair(plugin.kind, plugin.id); });
    return Catalog(std::move(state));
}

const std::vector<PluginInfo>& Catalog::plugins() const { return m_state->plugins; }

const std::vector<RejectedPlugin>& Catalog::rejected() const { return m_state->rejected; }

Result<const PluginInfo*> Catalog::find(PluginKind kind, std::string_view id) const {
    if (const PluginInfo* plugin = m_state->holder(kind, id)) {
        return plugin;
    }
    return m_state->unknown(kind, id);
}

namespace {

std::string inFront(const std::string& where) { return where.empty() ? "" : where + ": "; }

/// Every problem, each with where its value was written; one that was not written at all is missed where the plugin is used.
Result<ParamValues> resolved(const PluginInfo& plugin, const PluginUse& use) {
    ResolvedParams params = resolveParams(plugin.parameters, use.with);
    if (params.problems.empty()) {
        return std::move(params.values);
    }
    std::vector<std::string> sentences;
    for (const ParamProblem& problem : params.problems) {
        const std::string& where = problem.where.empty() ? use.where : problem.where;
        sentences.push_back(inFront(where) + named(plugin.kind, plugin.id) + ": " + problem.message);
    }
    return Error{ErrorCode::BadInput, joined(sentences, "; ")};
}

/// The one way from what an author wrote to a plugin's object: resolve, load, create; all with the reason and the place of a failure.
template <class Product, class Entry>
Result<std::unique_ptr<Product>> createFrom(const PluginInfo& plugin, const PluginUse& use, Result<const Entry*> (*load)(const fs::path&)) {
    const std::string name = named(plugin.kind, plugin.id);
    LOADGATE_TRY(const ParamValues values, resolved(plugin, use));
    auto entry = load(plugin.file);
    if (!entry) {
        return std::move(entry).error().within(inFront(use.where) + name);
    }
    auto product = guarded(name, "create()", [&] { return (*entry)->create(values); });
    if (!product) {
        Error error = std::move(product).error();
        const bool namesItself = error.code == ErrorCode::Internal;  // what it threw names it already
        return namesItself ? std::move(error) : std::move(error).within(inFront(use.where) + name);
    }
    if (*product == nullptr) {
        return Error{ErrorCode::Internal, name + " created nothing and gave no reason; this is a defect of the plugin"};
    }
    return guard(name, std::move(product).value());
}

template <class T>
Result<T> at(const std::string& where, Result<T> result) {
    return where.empty() ? std::move(result) : std::move(result).within(where);
}

}  // namespace

Result<std::unique_ptr<Pattern>> Catalog::createPattern(const PluginUse& use) const {
    LOADGATE_TRY(const PluginInfo* plugin, at(use.where, find(PluginKind::Pattern, use.id)));
    return createFrom<Pattern>(*plugin, use, &loadPatternEntry);
}

Result<std::unique_ptr<Target>> Catalog::createTarget(const PluginUse& use) const {
    LOADGATE_TRY(const PluginInfo* plugin, at(use.where, find(PluginKind::Target, use.id)));
    return createFrom<Target>(*plugin, use, &loadTargetEntry);
}

Result<UsedPlugin> Catalog::fingerprint(PluginKind kind, std::string_view id) const {
    LOADGATE_TRY(const PluginInfo* plugin, find(kind, id));
    LOADGATE_TRY(std::string digest, sha256Of(plugin->file));
    return UsedPlugin{plugin->id, plugin->version, std::move(digest)};
}

}  // namespace loadgate
