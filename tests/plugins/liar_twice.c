/* liar_twice: one name for two rows. */
#include "fake.h"

static const sonde_fn fns[] = {
    {.name = "one", .doc = "Gives 1.", .needs = "", .results = fake_result, .nresults = 1, .call = fake_one},
    {.name = "one",
        .doc = "Gives 1, too.",
        .needs = "",
        .results = fake_result,
        .nresults = 1,
        .call = fake_one},
};

FAKE_ENTRY("liar_twice", (p.fns = fns, p.nfns = 2))
