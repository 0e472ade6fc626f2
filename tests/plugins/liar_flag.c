/* liar_flag: a row flag that must be understood and cannot be. */
#include "fake.h"

static const sonde_fn fns[] = {
    {.name = "one",
        .doc = "Gives 1.",
        .needs = "",
        SONDE_RESULTS(fake_result),
        .call = fake_one,
        .flags = 0x8000u},
};

FAKE_ENTRY("liar_flag", p.fns = fns)
