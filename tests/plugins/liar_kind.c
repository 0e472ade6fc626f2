/* liar_kind: a parameter of a kind that does not exist. */
#include "fake.h"

static const sonde_field params[] = {
    {.name = "odd", .unit = "", .doc = "Of no kind.", .kind = 77},
};
static const sonde_fn fns[] = {
    {.name = "one",
        .doc = "Gives 1.",
        .needs = "",
        .params = params,
        .nparams = 1,
        .results = fake_result,
        .nresults = 1,
        .call = fake_one},
};

FAKE_ENTRY("liar_kind", p.fns = fns)
