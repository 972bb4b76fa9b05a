// Storage of workers and posts. Names are sealed with the trust's data key. Making and changing
// need manageTeams; what is read here holds no word of a service user. Days in text order are days
// in time order, so statements compare them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "people/worker.hpp"
#include "record/book.hpp"

namespace refocus::people {

WorkerId makeWorker(record::Writing& writing, std::string_view name, Profession profession);

/// Throws Fault(notFound) if the trust has no such worker.
void changeWorker(record::Writing& writing, const WorkerId& worker, std::string_view name,
                  Profession profession);

/// Every worker of the trust, by name.
[[nodiscard]] std::vector<Worker> workers(record::Reading& reading);
[[nodiscard]] std::optional<Worker> worker(record::Reading& reading, const WorkerId& id);

/// Puts a worker in post. Throws Fault(invalid) if `until` is before `from`.
PostId makePost(record::Writing& writing, const WorkerId& worker, const TeamId& team, PostRole role,
                Date from, std::optional<Date> until = std::nullopt);
/// Sets the last day of a post. Throws Fault(notFound), or Fault(invalid) if it is before the
/// first.
void endPost(record::Writing& writing, const PostId& post, Date until);

[[nodiscard]] std::optional<Post> post(record::Reading& reading, const PostId& id);
/// Past, present and to come, by first day.
[[nodiscard]] std::vector<Post> postsOf(record::Reading& reading, const WorkerId& worker);
[[nodiscard]] std::vector<Post> postsIn(record::Reading& reading, const TeamId& team);

}  // namespace refocus::people
