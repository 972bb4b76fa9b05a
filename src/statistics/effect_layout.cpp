#include "statistics/effect_layout.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace refocus::statistics {

// As written when levels do not grow, else by falling number, later terms first among equals.
std::vector<TermPlace> placesOf(const Design& design) {
  std::vector<TermPlace> places;
  for (std::size_t term = 0; term < design.random.size(); ++term) {
    const RandomTerm& random = design.random[term];
    places.push_back({term, static_cast<Eigen::Index>(random.columns.size()),
                      static_cast<Eigen::Index>(design.groupings[random.grouping].levels.size()),
                      0});
  }
  const auto fewer = [](const TermPlace& a, const TermPlace& b) { return a.levels < b.levels; };
  const bool falls = std::is_sorted(places.rbegin(), places.rend(), fewer);
  if (!falls) {
    std::stable_sort(places.begin(), places.end(), fewer);
    std::reverse(places.begin(), places.end());
  }
  Eigen::Index theta = 0;
  for (TermPlace& place : places) {
    place.firstTheta = theta;
    theta += place.width * (place.width + 1) / 2;
  }
  return places;
}

// Which levels of some groupings hang together through rows, and the number of their part; parts
// are numbered in the order in which they are asked for.
class EffectLayout::Components {
 public:
  Components(const Design& design, const Rows& rows, const std::vector<std::size_t>& groupings)
      : first_(groupings.front()) {
    firstLevel_.assign(design.groupings.size(), kNone);
    std::size_t levels = 0;
    for (const std::size_t grouping : groupings) {
      firstLevel_[grouping] = levels;
      levels += design.groupings[grouping].levels.size();
    }
    parent_.resize(levels);
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    rows_.assign(levels, 0);
    number_.assign(levels, kNone);
    for (const std::size_t grouping : groupings) {
      for (std::size_t row = 0; row < static_cast<std::size_t>(rows.count()); ++row) {
        const std::size_t node = firstLevel_[grouping] + rows.group[grouping][row];
        ++rows_[node];
        join(firstLevel_[first_] + rows.group[first_][row], node);
      }
    }
  }

  [[nodiscard]] bool has(std::size_t grouping) const { return firstLevel_[grouping] != kNone; }
  [[nodiscard]] std::size_t count() const { return count_; }
  /// Empty for a level without rows.
  std::optional<std::size_t> partOf(std::size_t grouping, std::size_t level) {
    const std::size_t at = firstLevel_[grouping] + level;
    if (rows_[at] == 0) return std::nullopt;
    std::size_t& number = number_[root(at)];
    if (number == kNone) number = count_++;
    return number;
  }
  std::size_t partOfRow(const Rows& rows, std::size_t row) {
    return *partOf(first_, rows.group[first_][row]);
  }
  [[nodiscard]] double rowsOf(std::size_t grouping, std::size_t level) const {
    return static_cast<double>(rows_[firstLevel_[grouping] + level]);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t root(std::size_t i) {
    while (parent_[i] != i) {
      parent_[i] = parent_[parent_[i]];
      i = parent_[i];
    }
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t first = root(a);
    const std::size_t second = root(b);
    parent_[std::max(first, second)] = std::min(first, second);
  }

  std::size_t first_;
  std::vector<std::size_t> firstLevel_;  // of each grouping, among all levels
  std::vector<std::size_t> parent_;
  std::vector<std::size_t> rows_;
  std::vector<std::size_t> number_;  // of each root's part
  std::size_t count_ = 0;
};

EffectLayout::EffectLayout(const Design& design, const Rows& rows) : places_(placesOf(design)) {
  const std::vector<std::size_t> leading = chosenToLead(design, rows);
  for (const TermPlace& place : places_) {
    const std::size_t grouping = design.random[place.term].grouping;
    leads_.push_back(std::find(leading.begin(), leading.end(), grouping) != leading.end());
  }
  Components components(design, rows, leading);
  placeEffects(design, components);
  placeRows(design, rows, components);
}

// The grouping with most effects leads; others join it, from the largest on, where that costs less.
std::vector<std::size_t> EffectLayout::chosenToLead(const Design& design, const Rows& rows) const {
  std::vector<std::pair<Eigen::Index, std::size_t>> bySize;
  for (const TermPlace& place : places_) {
    const std::size_t grouping = design.random[place.term].grouping;
    const auto found = std::find_if(bySize.begin(), bySize.end(),
                                    [&](const auto& entry) { return entry.second == grouping; });
    const Eigen::Index effects = place.levels * place.width;
    if (found == bySize.end()) {
      bySize.emplace_back(effects, grouping);
    } else {
      found->first += effects;
    }
  }
  std::stable_sort(bySize.begin(), bySize.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::size_t> leading{bySize.front().second};
  if (bySize.size() == 1) return leading;
  double least = costOf(design, rows, leading);
  for (std::size_t i = 1; i < bySize.size(); ++i) {
    std::vector<std::size_t> more = leading;
    more.push_back(bySize[i].second);
    const double cost = costOf(design, rows, more);
    if (cost > least) continue;
    least = cost;
    leading = std::move(more);
  }
  return leading;
}

// In products of two numbers, for the factor and its inverse; a part has a price of its own.
double EffectLayout::costOf(const Design& design, const Rows& rows,
                            const std::vector<std::size_t>& leading) const {
  constexpr double kPart = 300;
  Components components(design, rows, leading);
  std::vector<double> size;
  double trailing = 0;
  double trailingWidth = 0;
  for (const TermPlace& place : places_) {
    const std::size_t grouping = design.random[place.term].grouping;
    const auto width = static_cast<double>(place.width);
    if (!components.has(grouping)) {
      trailing += static_cast<double>(place.levels) * width;
      trailingWidth += width;
      continue;
    }
    for (std::size_t level = 0; level < static_cast<std::size_t>(place.levels); ++level) {
      const auto part = components.partOf(grouping, level);
      if (!part) continue;
      size.resize(std::max(size.size(), *part + 1));
      size[*part] += width;
    }
  }
  std::vector<double> rowsOfPart(size.size());
  for (std::size_t level = 0; level < design.groupings[leading.front()].levels.size(); ++level) {
    const auto part = components.partOf(leading.front(), level);
    if (part) rowsOfPart[*part] += components.rowsOf(leading.front(), level);
  }
  double cost = trailing * trailing * trailing;
  for (std::size_t part = 0; part < size.size(); ++part) {
    const double s = size[part];
    const double t = std::min(trailing, rowsOfPart[part] * trailingWidth);
    cost += kPart + s * s * s + s * s * t + s * t * t;
  }
  return cost;
}

// Parts' effects, in the order of places, then levels; then the trailing ones.
void EffectLayout::placeEffects(const Design& design, Components& components) {
  std::vector<std::vector<EffectBlock>> ofPart;
  std::vector<EffectBlock> trailing;
  for (std::size_t p = 0; p < places_.size(); ++p) {
    const TermPlace& place = places_[p];
    const std::size_t grouping = design.random[place.term].grouping;
    for (Eigen::Index level = 0; level < place.levels; ++level) {
      if (!leads_[p]) {
        trailing.push_back({p, level, 0});
        continue;
      }
      const auto part = components.partOf(grouping, static_cast<std::size_t>(level));
      if (!part) continue;
      ofPart.resize(std::max(ofPart.size(), *part + 1));
      ofPart[*part].push_back({p, level, 0});
    }
    firstEffect_.emplace_back(static_cast<std::size_t>(place.levels), 0);
  }
  const auto add = [&](EffectBlock block) {
    block.first = count_;
    firstEffect_[block.place][static_cast<std::size_t>(block.level)] = count_;
    blocks_.push_back(block);
    count_ += places_[block.place].width;
  };
  for (const auto& blocks : ofPart) {
    EffectPart part{count_, 0, blocks_.size(), blocks.size(), {}};
    for (const EffectBlock& block : blocks) add(block);
    part.size = count_ - part.first;
    parts_.push_back(std::move(part));
  }
  firstTrailingBlock_ = blocks_.size();
  const Eigen::Index before = count_;
  for (const EffectBlock& block : trailing) add(block);
  trailing_ = count_ - before;
}

void EffectLayout::placeRows(const Design& design, const Rows& rows, Components& components) {
  const auto n = static_cast<std::size_t>(rows.count());
  const Eigen::Index before = trailingFirst();
  partOfRow_.resize(n);
  positions_.resize(n * places_.size());
  const auto effectOf = [&](std::size_t row, std::size_t p) {
    return firstEffect_[p][rows.group[design.random[places_[p].term].grouping][row]];
  };
  for (std::size_t row = 0; row < n; ++row) {
    EffectPart& part =
        parts_[partOfRow_[row] = static_cast<std::uint32_t>(components.partOfRow(rows, row))];
    for (std::size_t p = 0; p < places_.size(); ++p) {
      if (leads_[p]) continue;
      for (Eigen::Index column = 0; column < places_[p].width; ++column) {
        part.touched.push_back(effectOf(row, p) - before + column);
      }
    }
  }
  for (EffectPart& part : parts_) {
    std::sort(part.touched.begin(), part.touched.end());
    part.touched.erase(std::unique(part.touched.begin(), part.touched.end()), part.touched.end());
  }
  for (std::size_t row = 0; row < n; ++row) {
    const EffectPart& part = parts_[partOfRow_[row]];
    for (std::size_t p = 0; p < places_.size(); ++p) {
      const Eigen::Index effect = effectOf(row, p);
      const auto position =
          leads_[p] ? effect - part.first
                    : std::lower_bound(part.touched.begin(), part.touched.end(), effect - before) -
                          part.touched.begin();
      positions_[row * places_.size() + p] = static_cast<std::uint32_t>(position);
    }
  }
}

Eigen::VectorXd diagonalOf(const EffectLayout& layout, const EffectProducts& products) {
  Eigen::VectorXd diagonal(layout.count());
  for (std::size_t number = 0; number < layout.parts().size(); ++number) {
    const EffectPart& part = layout.parts()[number];
    diagonal.segment(part.first, part.size) = products.parts[number].squares.diagonal();
  }
  diagonal.tail(layout.trailing()) = products.trailing.diagonal();
  return diagonal;
}

EffectProducts productsOf(const EffectLayout& layout, const Design& design, const Rows& rows,
                          const Eigen::VectorXd& weights) {
  EffectProducts products;
  for (const EffectPart& part : layout.parts()) {
    products.parts.push_back(
        {Eigen::MatrixXd::Zero(part.size, part.size),
         Eigen::MatrixXd::Zero(part.size, static_cast<Eigen::Index>(part.touched.size()))});
  }
  products.trailing = Eigen::MatrixXd::Zero(layout.trailing(), layout.trailing());
  struct Entry {
    Eigen::Index at;
    double z;
  };
  std::vector<Entry> leading;
  std::vector<Entry> trailing;
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    leading.clear();
    trailing.clear();
    const std::size_t number = layout.partOfRow(row);
    for (std::size_t p = 0; p < layout.places().size(); ++p) {
      const TermPlace& place = layout.places()[p];
      const bool plain = design.random[place.term].interceptOnly();
      std::vector<Entry>& entries = layout.leads(p) ? leading : trailing;
      for (Eigen::Index column = 0; column < place.width; ++column) {
        entries.push_back(
            {layout.positionOf(row, p) + column, plain ? 1.0 : rows.z[place.term](row, column)});
      }
    }
    const double weight = weights.size() > 0 ? weights[row] : 1.0;
    EffectProducts::Part& part = products.parts[number];
    for (const Entry& a : leading) {
      for (const Entry& b : leading) part.squares(a.at, b.at) += weight * a.z * b.z;
      for (const Entry& b : trailing) part.across(a.at, b.at) += weight * a.z * b.z;
    }
    const std::vector<Eigen::Index>& touched = layout.parts()[number].touched;
    for (const Entry& a : trailing) {
      for (const Entry& b : trailing) {
        products.trailing(touched[static_cast<std::size_t>(a.at)],
                          touched[static_cast<std::size_t>(b.at)]) += weight * a.z * b.z;
      }
    }
  }
  return products;
}

}  // namespace refocus::statistics
