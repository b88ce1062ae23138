/* The flag of interrupt.h. */
#include "interrupt.h"

atomic_bool fac_interrupted;
