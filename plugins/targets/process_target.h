// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/target.h"
#include "process_cgroup.h"
#include "process_finder.h"
#include "process_group.h"

namespace loadgate {

/// A process of this machine with its descendants, from /proc and its cgroup. Found by name or port it is found again when it was
/// restarted, as another instance.
class ProcessTarget final : public Target {
  public:
    struct Where {
        std::string url;
        std::filesystem::path procfs, cgroupfs;
    };
    ProcessTarget(Wanted wanted, Where where);
    [[nodiscard]] static Result<std::unique_ptr<Target>> create(const ParamValues&);
    [[nodiscard]] Result<TargetDescription> describe(const Call&) override;
    /// One sample: of the group, or, once it has ended, that it does not run. NotFound until it was there once.
    [[nodiscard]] Result<std::vector<ResourceSample>> sample(const Call&) override;

  private:
    [[nodiscard]] Status find();
    [[nodiscard]] Result<std::string> url() const;
    [[nodiscard]] ResourceSample blank() const;
    [[nodiscard]] ResourceSample ended() const;
    [[nodiscard]] ResourceSample figures();
    void addLimits(ResourceSample&) const;
    [[nodiscard]] bool ownsItsCgroup() const;
    [[nodiscard]] Duration cpuTime();

    Wanted m_wanted;
    Where m_where;
    ProcFolder m_proc;
    std::optional<ProcessGroup> m_group;
    std::optional<ProcessCgroup> m_cgroup;
    std::string m_name, m_instance;  ///< of the group found last
    bool m_byCgroup{};               ///< the cgroup's account is the group's
    Duration m_cpu{}, m_shift{};     ///< as told last; what /proc's account lacks after a change from the cgroup's
    std::optional<std::uint64_t> m_oomKills;
};

}  // namespace loadgate
