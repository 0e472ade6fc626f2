/* liar_twice: one name for two rows. */
#include "fake.h"

static const sonde_fn fns[] = {
    {.name = "one", .doc = "Gives 1.", .needs = "", SONDE_RESULTS(fake_result), .call = fake_one},
    {.name = "one", .doc = "Gives 1, too.", .needs = "", SONDE_RESULTS(fake_result), .call = fake_one},
};

FAKE_ENTRY("liar_twice", (p.fns = fns, p.nfns = 2))
