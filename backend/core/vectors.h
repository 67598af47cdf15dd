// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace core {

/// Empties the upper halves of the AVX registers. While they hold anything, code without AVX, which ours and Qt's is, waits for them
/// at every call of code that has it (measured: 15 times slower). Libraries leave something there, and a thread is born with what
/// the thread that made it had. A few cycles; any thread.
#if defined(__x86_64__)
[[gnu::target("avx")]] inline void emptyUppers() { _mm256_zeroupper(); }
inline void leaveVectors()
{
    static const bool has = __builtin_cpu_supports("avx");
    if (has)
        emptyUppers();
}
#else
inline void leaveVectors() {}
#endif

} // namespace core
