// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proc_folder.h"

#include <map>

namespace loadgate {

/// A process, or several, with all descendants. Whoever belonged to it once belongs to it until it ends, also when its parent ended.
class ProcessGroup {
  public:
    /// `roots`: numbers of processes that are there.
    ProcessGroup(const ProcFolder&, const std::vector<int>& roots);

    /// Looks again; false when the roots have ended.
    bool update();

    /// CPU time of all members. Never shrinks: what an ended member used is in its parent's account if that waited for it, and is kept
    /// here as last seen if not.
    [[nodiscard]] Duration cpu() const;
    [[nodiscard]] std::uint64_t threads() const;
    [[nodiscard]] std::optional<std::uint64_t> resident() const;              ///< pages that members share count for each of them
    [[nodiscard]] std::optional<std::uint64_t> descriptors() const;           ///< empty when those of a member cannot be read
    [[nodiscard]] const std::string& instance() const { return m_instance; }  ///< "1234-8815": number and start time of each root
    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] const std::map<int, ProcessStat>& members() const { return m_members; }
    [[nodiscard]] int root() const { return m_roots.begin()->first; }

  private:
    using Members = std::map<int, ProcessStat>;
    [[nodiscard]] Members look();
    void keepWhatWasLost(const Members& now);

    const ProcFolder& m_proc;
    std::map<int, std::uint64_t> m_roots;  ///< with their start times
    Members m_members;
    std::set<int> m_strangers;  ///< seen, and not ours: their stat is not read again
    Duration m_lost{};
    std::string m_instance, m_name;
};

}  // namespace loadgate
