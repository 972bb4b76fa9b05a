# cmake --install build/release --prefix /usr/local
# The program, and beside it in share/refocus what it reads: styles and scripts (which script/web has
# built), wording and guides. The program finds them from its own place.
include(GNUInstallDirs)
set(REFOCUS_SHARE ${CMAKE_INSTALL_DATADIR}/refocus)
if(TARGET refocus)
  install(TARGETS refocus RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/build/web DESTINATION ${REFOCUS_SHARE})
install(DIRECTORY ${PROJECT_BINARY_DIR}/words DESTINATION ${REFOCUS_SHARE} FILES_MATCHING PATTERN "*.mo")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/guides DESTINATION ${REFOCUS_SHARE} FILES_MATCHING PATTERN "*.toml")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
