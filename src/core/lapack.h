/* The routines of LAPACK that torch offers, for Float and Double (E. Anderson and others, LAPACK
 * Users' Guide, SIAM 1999, says what each does with its arguments). Matrices are dense and
 * column-major: element (i, j) lies at i + j * rows. Nothing here raises or allocates. All return
 * LAPACK's info: 0, or which pivot, minor or eigenvalue was the trouble.
 * Neighbours: src/torch/lapack.c checks arguments and brings tensors into this form. */
#ifndef FAC_LAPACK_H
#define FAC_LAPACK_H

#include "dtype.h"

/* Scratch memory of a routine. It is called twice: with length -1, when it only says in answer how
 * many elements it wants, and with the memory. */
typedef struct {
  void *data;
  int length;
  union {
    float f;
    double d;
  } answer;
} Work;
#define FAC_WORK_ASK ((Work){.length = -1})

/* How many elements a routine has answered. */
double fac_work_wanted(DType dtype, const Work *work);

/* a (n x n) becomes its factors L U, rows swapped as pivots (n) says; b (n x columns) becomes the
 * solution of a x = b. */
int fac_gesv(DType dtype, int n, int columns, void *a, int *pivots, void *b);
int fac_getrf(DType dtype, int n, void *a, int *pivots);
int fac_getri(DType dtype, int n, void *a, const int *pivots, Work *work); /* after getrf */

/* Least squares: a is rows x n, b max(rows, n) x columns. */
int fac_gels(DType dtype, int rows, int n, int columns, void *a, void *b, Work *work);

/* Triangular a: op(a) x = b. */
int fac_trtrs(DType dtype, char uplo, char trans, char diag, int n, int columns, const void *a,
              void *b);

/* Eigenvalues of symmetric a into w, ascending; with job 'V' a becomes the eigenvectors. */
int fac_syev(DType dtype, char job, char uplo, int n, void *a, void *w, Work *work);

/* Eigenvalues, real and imaginary parts; with job 'V' right eigenvectors v. */
int fac_geev(DType dtype, char job, int n, void *a, void *real, void *imaginary, void *v,
             Work *work);

/* Singular values s; u is rows x u_columns and vt v_rows x n, both full with job 'A', both
 * min(rows, n) with 'S'. */
int fac_gesvd(DType dtype, char job, int rows, int n, void *a, void *s, void *u, void *vt,
              int v_rows, Work *work);

/* QR: reflectors in a and tau (min(rows, n)); Q (rows x n) of k reflectors; products with that Q,
 * whose reflectors are in a (a_rows high), c is rows x n. */
int fac_geqrf(DType dtype, int rows, int n, void *a, void *tau, Work *work);
int fac_orgqr(DType dtype, int rows, int n, int k, void *a, const void *tau, Work *work);
int fac_ormqr(DType dtype, char side, char trans, int rows, int n, int k, const void *a, int a_rows,
              const void *tau, void *c, Work *work);

/* Cholesky: the factor, a solution, the inverse (one triangle); with pivots, of tolerance tol
 * (negative: LAPACK's own), scratch of 2 n elements. */
int fac_potrf(DType dtype, char uplo, int n, void *a);
int fac_potrs(DType dtype, char uplo, int n, int columns, const void *a, void *b);
int fac_potri(DType dtype, char uplo, int n, void *a);
int fac_pstrf(DType dtype, char uplo, int n, void *a, int *pivots, double tol, void *scratch);

#endif
