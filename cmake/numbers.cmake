# Numbers that do not depend on who compiled them: optimised in every build (Eigen without the
# optimiser is fifty times slower), no product fused into a sum, and the instructions that every
# 64-bit PC has. Where wider ones help, they are chosen at run time, in code whose bits do not depend
# on them. The tests are compiled alike, since Eigen's inline functions would otherwise differ.
set(REFOCUS_NUMBERS -O2 -ffp-contract=off)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND REFOCUS_NUMBERS -march=x86-64)
endif()
