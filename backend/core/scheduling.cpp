// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scheduling.h"

#include <pthread.h>
#include <sched.h>

namespace core {

void letOthersFinish()
{
#ifdef SCHED_BATCH
    int policy = 0;
    sched_param param{};
    if (pthread_getschedparam(pthread_self(), &policy, &param) == 0 && policy == SCHED_OTHER)
        pthread_setschedparam(pthread_self(), SCHED_BATCH, &param);
#endif
}

} // namespace core
