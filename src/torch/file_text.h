/* Numbers in ASCII files. Neighbours: file.c. */
#ifndef FAC_TORCH_FILE_TEXT_H
#define FAC_TORCH_FILE_TEXT_H

#include "file.h"

enum { FAC_TEXT_NUMBER = 40 }; /* bytes that are enough for every printed number */

/* Reads the next number into an element of type d, skipping white space before it. False when there
 * is none or it does not fit; what cannot be part of it stays in the file. */
bool fac_text_read(File *f, DType d, void *element);

/* Prints an element so that it reads back exactly; returns the length. */
size_t fac_text_print(DType d, const void *element, char text[FAC_TEXT_NUMBER]);

#endif
