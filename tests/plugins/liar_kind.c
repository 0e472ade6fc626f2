/* liar_kind: a parameter of a kind that does not exist. */
#include "fake.h"

static const sonde_field params[] = {
    {.name = "odd", .unit = "", .doc = "Of no kind.", .kind = 77},
};
static const sonde_fn fns[] = {
    {.name = "one",
        .doc = "Gives 1.",
        .needs = "",
        SONDE_PARAMS(params),
        SONDE_RESULTS(fake_result),
        .call = fake_one},
};

FAKE_ENTRY("liar_kind", p.fns = fns)
