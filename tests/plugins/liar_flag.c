/* liar_flag: a row flag that must be understood and cannot be. */
#include "fake.h"

static const sonde_fn fns[] = {
    {.name = "one",
        .doc = "Gives 1.",
        .needs = "",
        .results = fake_result,
        .nresults = 1,
        .call = fake_one,
        .flags = 0x8000u},
};

FAKE_ENTRY("liar_flag", p.fns = fns)
