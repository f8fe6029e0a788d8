// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/plugin.h"
#include "model/load_profile.h"
#include "model/run_record.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

[[nodiscard]] std::string_view toText(PluginKind);  // "pattern", "target", "gate", "rollback"

/// A plugin as its metadata describes it; none of its code has run.
struct PluginInfo {
    std::string id, version, title, summary, help, compiler;
    PluginKind kind{PluginKind::Pattern};
    std::filesystem::path file;
    std::vector<std::string> schemes;  ///< targets: addresses they describe, "http" for http://…, given to their parameter 'url'
    std::string nameParam;             ///< targets: the parameter that takes the NAME of "ID:NAME"; empty: finds nothing by name
    bool shipped{};                    ///< from the installation, not from --plugin-dir or the user's folder
    bool ownLength{};                  ///< patterns: without a length it lasts as long as what it plays (a recording)
    ParamSchema parameters;
};

struct RejectedPlugin {
    std::filesystem::path file;
    std::string reason;  ///< one sentence: what is wrong and what would be right
};

/// Where plugins are looked for, in this order; in each folder also in its sub-folders named after a kind ("pattern", "target", …).
/// An id found earlier wins; both are listed.
struct PluginPlaces {
    std::filesystem::path installation;  ///< plugins in here are "shipped" and cannot be replaced
    std::vector<std::filesystem::path> others;

    /// The installation beside this program, then `given` (--plugin-dir), LOADGATE_PLUGIN_PATH, and, unless CI=true, the user's data
    /// folder.
    [[nodiscard]] static PluginPlaces standard(const std::vector<std::filesystem::path>& given);
};

/// Finds, checks, lists and creates plugins; the only door to QPluginLoader. Scanning reads metadata and runs no code of a plugin; a
/// library is loaded when first created from. One thread.
class Catalog {
  public:
    [[nodiscard]] static Catalog scan(const PluginPlaces&);
    Catalog(Catalog&&) noexcept;
    Catalog& operator=(Catalog&&) noexcept;
    ~Catalog();

    [[nodiscard]] const std::vector<PluginInfo>& plugins() const;  ///< by kind, then id
    [[nodiscard]] const std::vector<RejectedPlugin>& rejected() const;
    /// NotFound names the nearest right spelling, or the file that was rejected under this name and why.
    [[nodiscard]] Result<const PluginInfo*> find(PluginKind, std::string_view id) const;
    /// Checks the parameters against the schema ("checkout.yml:9: load.with.every: …"), loads the library, creates the object. Whatever
    /// the plugin throws becomes an Internal error that names it.
    [[nodiscard]] Result<std::unique_ptr<Pattern>> createPattern(const PluginUse&) const;
    [[nodiscard]] Result<std::unique_ptr<Target>> createTarget(const PluginUse&) const;
    /// Id, version and SHA-256 of a plugin's file, for the record.
    [[nodiscard]] Result<UsedPlugin> fingerprint(PluginKind, std::string_view id) const;

  private:
    struct State;
    explicit Catalog(std::unique_ptr<State>);
    std::unique_ptr<State> m_state;
};

}  // namespace loadgate
