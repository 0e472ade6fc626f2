/* liar_noname: a parameter whose name is NULL. */
#include "fake.h"

static const sonde_field params[] = {
    {.unit = "", .doc = "Nobody can name it.", .kind = SONDE_I64},
};
static const sonde_fn fns[] = {
    {.name = "one",
        .doc = "Gives 1.",
        .needs = "",
        SONDE_PARAMS(params),
        SONDE_RESULTS(fake_result),
        .call = fake_one},
};

FAKE_ENTRY("liar_noname", p.fns = fns)
