// The memory that bodies may take while they arrive and wait, shared out so that nobody's takes
// anybody else's place. Small bodies are not counted: as many as there may be connections fit, so
// they are always taken. Of the others each kind has its own memory, and of that one client may
// hold no more than is still free: one client half of it, two a third each, and there is always
// something left for the next.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace refocus::http {

enum class BodyKind : std::uint8_t {
  stranger,  ///< from somebody who is not signed in
  form,      ///< from somebody who is
  upload,    ///< larger than a form
};

/// Bytes for all bodies of a kind together.
struct BodyMemory {
  std::size_t strangers = std::size_t{32} * 1024 * 1024;
  std::size_t forms = std::size_t{32} * 1024 * 1024;
  std::size_t uploads = std::size_t{256} * 1024 * 1024;
};

/// Safe to use from several threads.
class BodyBudget {
 public:
  explicit BodyBudget(const BodyMemory& memory)
      : pools_{{{memory.strangers}, {memory.forms}, {memory.uploads}}} {}

  /// False, and nothing is taken, where the client's share does not hold so many more.
  [[nodiscard]] bool take(BodyKind kind, const std::string& client, std::size_t bytes);
  void giveBack(BodyKind kind, const std::string& client, std::size_t bytes);

 private:
  struct Pool {
    std::size_t free;
    std::map<std::string, std::size_t> held = {};  ///< by client
  };
  [[nodiscard]] Pool& poolOf(BodyKind kind) { return pools_.at(static_cast<std::size_t>(kind)); }

  std::mutex mutex_;
  std::array<Pool, 3> pools_;
};

}  // namespace refocus::http
