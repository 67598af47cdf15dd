# SPDX-License-Identifier: GPL-3.0-or-later
# One way to make a library, a test and a fuzz target.

add_library(vb_options INTERFACE)
target_compile_options(vb_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers -Werror -fno-omit-frame-pointer)
target_compile_definitions(vb_options INTERFACE QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_CAST_TO_ASCII
                           QT_DISABLE_DEPRECATED_BEFORE=0x060400 VOXBOARD_VERSION="${PROJECT_VERSION}")
target_include_directories(vb_options INTERFACE ${CMAKE_SOURCE_DIR}/backend ${CMAKE_SOURCE_DIR}/plugins ${CMAKE_SOURCE_DIR})
target_link_options(vb_options INTERFACE -fuse-ld=lld-19)
if(VOXBOARD_SANITIZE)
    target_compile_options(vb_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -O1
                           -gline-tables-only)
    target_link_options(vb_options INTERFACE -fsanitize=address,undefined)
endif()

# voxboard_library(vb_x FOLDERS a b LINK …): a static library of every source under the folders (relative to the caller).
function(voxboard_library name)
    cmake_parse_arguments(ARG "" "" "FOLDERS;LINK" ${ARGN})
    set(sources)
    foreach(folder IN LISTS ARG_FOLDERS)
        file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp
             ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h)
        list(APPEND sources ${found})
    endforeach()
    if(NOT sources MATCHES "cpp")
        file(WRITE ${CMAKE_BINARY_DIR}/${name}_empty.cpp "")
        list(APPEND sources ${CMAKE_BINARY_DIR}/${name}_empty.cpp)
    endif()
    add_library(${name} STATIC ${sources})
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${name} PUBLIC vb_options ${ARG_LINK})
endfunction()

# voxboard_tests(FOLDER x LINK …): each tst_*.cpp below tests/x is a Qt Test program of its own.
function(voxboard_tests)
    cmake_parse_arguments(ARG "" "FOLDER" "LINK" ${ARGN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/tst_*.cpp)
    foreach(source IN LISTS found)
        get_filename_component(name ${source} NAME_WE)
        add_executable(${name} ${source})
        target_link_libraries(${name} PRIVATE ${ARG_LINK} vb_testsupport Qt6::Test)
        add_test(NAME ${ARG_FOLDER}.${name} COMMAND ${name} -maxwarnings 0)
        set_tests_properties(${ARG_FOLDER}.${name} PROPERTIES TIMEOUT 180
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;ASAN_OPTIONS=detect_leaks=1;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp;UBSAN_OPTIONS=print_stacktrace=1")
    endforeach()
endfunction()

# voxboard_explore(library): lets the fuzz targets see which branches of the library an input takes.
function(voxboard_explore library)
    if(VOXBOARD_SANITIZE)
        target_compile_options(${library} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
endfunction()

# voxboard_fuzz(name source LINK …): a libFuzzer program, built only with the sanitizers; ctest runs it for a bounded count.
function(voxboard_fuzz name source)
    if(NOT VOXBOARD_SANITIZE)
        return()
    endif()
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE ${ARG_LINK})
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/corpus/${name})
    add_test(NAME fuzz.${name} COMMAND ${name} -runs=20000 -max_len=4096 -seed=1 ${CMAKE_BINARY_DIR}/corpus/${name}
             ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 300
        ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp;UBSAN_OPTIONS=print_stacktrace=1")
endfunction()

# voxboard_bench(name sources… LINK …): a program of figures. tests/bench/run runs it in earnest; ctest only sees that it works.
function(voxboard_bench name)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE ${ARG_LINK} vb_testsupport)
    target_compile_definitions(${name} PRIVATE VOXBOARD_BINARY="$<TARGET_FILE:voxboard>")
    add_dependencies(${name} voxboard)
    add_test(NAME bench.${name} COMMAND ${name} --smoke)
    set_tests_properties(bench.${name} PROPERTIES TIMEOUT 480
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp")
endfunction()

# voxboard_allocator(<program>): jemalloc as it is set up here; the sanitizers bring an allocator of their own.
function(voxboard_allocator target)
  if(NOT VOXBOARD_SANITIZE)
    target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/app/allocator/mallocconf.cpp)
    target_link_libraries(${target} PRIVATE -Wl,--no-as-needed PkgConfig::JEMALLOC)
  endif()
endfunction()
