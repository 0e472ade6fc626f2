# How the parts of the tree are built. One library a folder; sources are found, so that adding a file is adding a file.

find_package(Threads REQUIRED)

if(WIN32)
  set(SONDE_PLATFORM win32)
else()
  set(SONDE_PLATFORM linux)
endif()

# Flags of all our own targets. Warnings are errors by CMAKE_COMPILE_WARNING_AS_ERROR of the presets.
add_library(sonde_flags INTERFACE)
if(MSVC)
  target_compile_options(sonde_flags INTERFACE /W4 /utf-8 /experimental:c11atomics)
else()
  target_compile_options(sonde_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
    -Wmissing-prototypes -Wvla)
endif()
if(WIN32)
  target_compile_definitions(sonde_flags INTERFACE WIN32_LEAN_AND_MEAN UNICODE _UNICODE _WIN32_WINNT=0x0A00
    __USE_MINGW_ANSI_STDIO=1)
  # Debug information that Windows' readers understand (docs/architecture.md, Windows).
  target_compile_options(sonde_flags INTERFACE $<$<C_COMPILER_ID:GNU>:-gdwarf-4>)
else()
  target_compile_definitions(sonde_flags INTERFACE _GNU_SOURCE)
endif()

# sonde_sources(out): the sources of this folder and of its win32/ or linux/.
function(sonde_sources out)
  file(GLOB found CONFIGURE_DEPENDS *.c ${SONDE_PLATFORM}/*.c)
  list(FILTER found EXCLUDE REGEX "/(win32|linux)\\.c$")
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${SONDE_PLATFORM}.c)
    list(APPEND found ${CMAKE_CURRENT_SOURCE_DIR}/${SONDE_PLATFORM}.c)
  endif()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# sonde_library(name LINK libraries...): one static library from this folder.
function(sonde_library name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  sonde_sources(sources)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/core ${PROJECT_SOURCE_DIR}/sdk)
    target_link_libraries(${name} PUBLIC ${A_LINK} PRIVATE sonde_flags)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR}/core ${PROJECT_SOURCE_DIR}/sdk)
    target_link_libraries(${name} INTERFACE ${A_LINK})
  endif()
endfunction()

# sonde_plugin(name LINK libraries...): the plugin of this folder, and plugin_NAME, its sources as a static library for unit tests.
function(sonde_plugin name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  sonde_sources(sources)
  add_library(plugin_${name} STATIC ${sources})
  target_include_directories(plugin_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/core ${PROJECT_SOURCE_DIR}/sdk)
  target_link_libraries(plugin_${name} PUBLIC base ${A_LINK} PRIVATE sonde_flags)
  add_library(${name} MODULE ${CMAKE_CURRENT_SOURCE_DIR}/${name}.c)
  target_link_libraries(${name} PRIVATE plugin_${name} sonde_flags)
  set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/sonde/plugins)
  install(TARGETS ${name} LIBRARY DESTINATION lib/sonde/plugins)
  set_property(GLOBAL APPEND PROPERTY SONDE_PLUGINS ${name})
endfunction()

# sonde_trust_plugins(): writes plugins.lock for all plugins of the tree, in the build tree and at installation. Under an emulator in the cross
# build: with its streams in a file, since Wine's services keep a pipe open.
function(sonde_trust_plugins)
  get_property(plugins GLOBAL PROPERTY SONDE_PLUGINS)
  set(files)
  set(names)
  foreach(name ${plugins})
    list(APPEND files $<TARGET_FILE:${name}>)
    list(APPEND names $<TARGET_FILE_NAME:${name}>)
  endforeach()
  set(emulator)
  if(CMAKE_CROSSCOMPILING)
    set(emulator ${CMAKE_CROSSCOMPILING_EMULATOR})
  endif()
  set(log ${PROJECT_BINARY_DIR}/trust.log)
  add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/lib/sonde/plugins/plugins.lock DEPENDS ${plugins}
    COMMAND ${emulator} $<TARGET_FILE:sonde> trust ${files} > ${log} 2>&1 COMMENT "Trusting ${plugins}")
  add_custom_target(plugins_lock ALL DEPENDS ${PROJECT_BINARY_DIR}/lib/sonde/plugins/plugins.lock)
  add_dependencies(plugins_lock sonde)
  install(CODE "
    set(files \"${names}\")
    list(TRANSFORM files PREPEND \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/sonde/plugins/\")
    execute_process(COMMAND ${emulator} \"$<TARGET_FILE:sonde>\" trust \${files} OUTPUT_FILE \"${log}\" ERROR_FILE \"${log}\"
      RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
      file(READ \"${log}\" said)
      message(FATAL_ERROR \"the plugins cannot be trusted: \${said}\")
    endif()")
endfunction()

# sonde_test(name COMMAND target|program args... [LABELS ...] [TIMEOUT seconds] [WAITS]): a test of ctest; under Wine in the cross build.
# tools/test.sh gives ctest four slots a CPU. A test takes three of them; one that WAITS, asleep for most of its time, takes one: beside one test
# for each CPU there is room for some that sleep, and those that work begin first. Not under Wine, whose server bears no more than two at a time.
function(sonde_test name)
  cmake_parse_arguments(A "WAITS" "TIMEOUT" "COMMAND;LABELS" ${ARGN})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  add_test(NAME ${name} COMMAND ${A_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${A_TIMEOUT} LABELS "${A_LABELS}")
  if(WIN32 AND CMAKE_CROSSCOMPILING)
    # Wine ends a program that calls what it lacks; another process's end may hide that.
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED wine FAIL_REGULAR_EXPRESSION "unimplemented function")
  elseif(NOT A_WAITS)
    set_tests_properties(${name} PROPERTIES PROCESSORS 3 COST 1)
  endif()
endfunction()

# sonde_unit_tests(area LINK libraries... [WAITS stems...]): each test_*.c of this folder is a program and a test AREA.NAME.
function(sonde_unit_tests area)
  cmake_parse_arguments(A "" "" "LINK;WAITS" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS test_*.c)
  foreach(file ${files})
    get_filename_component(stem ${file} NAME_WE)
    string(REPLACE "test_" "" stem ${stem})
    add_executable(test_${area}_${stem} ${file})
    target_link_libraries(test_${area}_${stem} PRIVATE ${A_LINK} dep_cmocka sonde_flags)
    target_include_directories(test_${area}_${stem} PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
    set_target_properties(test_${area}_${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/unit)
    set(waits)
    if(stem IN_LIST A_WAITS)
      set(waits WAITS)
    endif()
    sonde_test(${area}.${stem} COMMAND test_${area}_${stem} LABELS unit ${waits})
  endforeach()
endfunction()
