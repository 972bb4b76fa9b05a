#include "base/fault.hpp"
#include "fitting/report.hpp"

namespace refocus::fitting {

std::string nameOf(DfMethod method) {
  switch (method) {
    case DfMethod::kenwardRoger:
      return "kenward-roger";
    case DfMethod::satterthwaite:
      return "satterthwaite";
    case DfMethod::satterthwaiteExpected:
      return "satterthwaite-expected";
    case DfMethod::betweenWithin:
      return "between-within";
    case DfMethod::residual:
      return "residual";
    case DfMethod::bellMcCaffrey:
      return "bell-mccaffrey";
    case DfMethod::groupsMinusRank:
      return "groups-minus-rank";
    case DfMethod::normal:
      return "normal";
  }
  throw Fault(FaultCode::internal, "a method of degrees of freedom without a name");
}

std::string nameOf(WorkingCorrelation correlation) {
  return correlation == WorkingCorrelation::exchangeable ? "exchangeable" : "independence";
}

std::string nameOf(SandwichCorrection correction) {
  switch (correction) {
    case SandwichCorrection::none:
      return "none";
    case SandwichCorrection::kauermannCarroll:
      return "kc";
    case SandwichCorrection::manclDeRouen:
      return "md";
  }
  throw Fault(FaultCode::internal, "a correction of the sandwich without a name");
}

std::string nameOf(TestType type) { return type == TestType::type3 ? "type3" : "treatment"; }

std::string nameOf(Robust robust) {
  switch (robust) {
    case Robust::none:
      return "none";
    case Robust::cr0:
      return "cr0";
    case Robust::cr1:
      return "cr1";
    case Robust::cr2:
      return "cr2";
  }
  throw Fault(FaultCode::internal, "a robust method without a name");
}

}  // namespace refocus::fitting
