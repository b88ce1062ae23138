/* Calls of LAPACK's Fortran routines, which OpenBLAS exports. Fortran takes addresses of all
 * arguments, and behind them the lengths of its texts. Elements are void * here, so that the two
 * precisions of a routine have one declaration.
 * Neighbours: blas.c has the products and keeps OpenBLAS to one thread. */
#include "lapack.h"

#include <math.h>

#define ROUTINE(name, ...) void s##name##_(__VA_ARGS__), d##name##_(__VA_ARGS__)
#define CALL(name, ...) (dtype == FAC_FLOAT ? s##name##_ : d##name##_)(__VA_ARGS__)

typedef const int *In;
typedef const char *Text;
typedef size_t Length; /* of a text; ours have one letter */

ROUTINE(gesv, In n, In columns, void *a, In lda, int *pivots, void *b, In ldb, int *info);
ROUTINE(getrf, In rows, In n, void *a, In lda, int *pivots, int *info);
ROUTINE(getri, In n, void *a, In lda, In pivots, void *work, In length, int *info);
ROUTINE(gels, Text trans, In rows, In n, In columns, void *a, In lda, void *b, In ldb, void *work,
        In length, int *info, Length);
ROUTINE(trtrs, Text uplo, Text trans, Text diag, In n, In columns, const void *a, In lda, void *b,
        In ldb, int *info, Length, Length, Length);
ROUTINE(syev, Text job, Text uplo, In n, void *a, In lda, void *w, void *work, In length, int *info,
        Length, Length);
ROUTINE(geev, Text left, Text right, In n, void *a, In lda, void *real, void *imaginary, void *vl,
        In ldvl, void *vr, In ldvr, void *work, In length, int *info, Length, Length);
ROUTINE(gesvd, Text job_u, Text job_vt, In rows, In n, void *a, In lda, void *s, void *u, In ldu,
        void *vt, In ldvt, void *work, In length, int *info, Length, Length);
ROUTINE(geqrf, In rows, In n, void *a, In lda, void *tau, void *work, In length, int *info);
ROUTINE(orgqr, In rows, In n, In k, void *a, In lda, const void *tau, void *work, In length,
        int *info);
ROUTINE(ormqr, Text side, Text trans, In rows, In n, In k, const void *a, In lda, const void *tau,
        void *c, In ldc, void *work, In length, int *info, Length, Length);
ROUTINE(potrf, Text uplo, In n, void *a, In lda, int *info, Length);
ROUTINE(potrs, Text uplo, In n, In columns, const void *a, In lda, void *b, In ldb, int *info,
        Length);
ROUTINE(potri, Text uplo, In n, void *a, In lda, int *info, Length);
ROUTINE(pstrf, Text uplo, In n, void *a, In lda, int *pivots, int *rank, const void *tol,
        void *work, int *info, Length);

static void *memory(Work *work) {
  return work->length < 0 ? &work->answer : work->data;
}

double fac_work_wanted(DType dtype, const Work *work) {
  /* a float cannot hold every length, and must not have lost some of it */
  return dtype == FAC_FLOAT ? ceil((double)nextafterf(work->answer.f, INFINITY)) : work->answer.d;
}

int fac_gesv(DType dtype, int n, int columns, void *a, int *pivots, void *b) {
  int info = 0;
  CALL(gesv, &n, &columns, a, &n, pivots, b, &n, &info);
  return info;
}

int fac_getrf(DType dtype, int n, void *a, int *pivots) {
  int info = 0;
  CALL(getrf, &n, &n, a, &n, pivots, &info);
  return info;
}

int fac_getri(DType dtype, int n, void *a, const int *pivots, Work *work) {
  int info = 0;
  CALL(getri, &n, a, &n, pivots, memory(work), &work->length, &info);
  return info;
}

int fac_gels(DType dtype, int rows, int n, int columns, void *a, void *b, Work *work) {
  int info = 0, longer = rows > n ? rows : n;
  CALL(gels, "N", &rows, &n, &columns, a, &rows, b, &longer, memory(work), &work->length, &info, 1);
  return info;
}

int fac_trtrs(DType dtype, char uplo, char trans, char diag, int n, int columns, const void *a,
              void *b) {
  int info = 0;
  CALL(trtrs, &uplo, &trans, &diag, &n, &columns, a, &n, b, &n, &info, 1, 1, 1);
  return info;
}

int fac_syev(DType dtype, char job, char uplo, int n, void *a, void *w, Work *work) {
  int info = 0;
  CALL(syev, &job, &uplo, &n, a, &n, w, memory(work), &work->length, &info, 1, 1);
  return info;
}

int fac_geev(DType dtype, char job, int n, void *a, void *real, void *imaginary, void *v,
             Work *work) {
  int info = 0, one = 1;
  CALL(geev, "N", &job, &n, a, &n, real, imaginary, NULL, &one, v, &n, memory(work), &work->length,
       &info, 1, 1);
  return info;
}

int fac_gesvd(DType dtype, char job, int rows, int n, void *a, void *s, void *u, void *vt,
              int v_rows, Work *work) {
  int info = 0;
  CALL(gesvd, &job, &job, &rows, &n, a, &rows, s, u, &rows, vt, &v_rows, memory(work),
       &work->length, &info, 1, 1);
  return info;
}

int fac_geqrf(DType dtype, int rows, int n, void *a, void *tau, Work *work) {
  int info = 0;
  CALL(geqrf, &rows, &n, a, &rows, tau, memory(work), &work->length, &info);
  return info;
}

int fac_orgqr(DType dtype, int rows, int n, int k, void *a, const void *tau, Work *work) {
  int info = 0;
  CALL(orgqr, &rows, &n, &k, a, &rows, tau, memory(work), &work->length, &info);
  return info;
}

int fac_ormqr(DType dtype, char side, char trans, int rows, int n, int k, const void *a, int a_rows,
              const void *tau, void *c, Work *work) {
  int info = 0;
  CALL(ormqr, &side, &trans, &rows, &n, &k, a, &a_rows, tau, c, &rows, memory(work), &work->length,
       &info, 1, 1);
  return info;
}

int fac_potrf(DType dtype, char uplo, int n, void *a) {
  int info = 0;
  CALL(potrf, &uplo, &n, a, &n, &info, 1);
  return info;
}

int fac_potrs(DType dtype, char uplo, int n, int columns, const void *a, void *b) {
  int info = 0;
  CALL(potrs, &uplo, &n, &columns, a, &n, b, &n, &info, 1);
  return info;
}

int fac_potri(DType dtype, char uplo, int n, void *a) {
  int info = 0;
  CALL(potri, &uplo, &n, a, &n, &info, 1);
  return info;
}

int fac_pstrf(DType dtype, char uplo, int n, void *a, int *pivots, double tol, void *scratch) {
  int info = 0, rank = 0;
  float tol_float = (float)tol;
  const void *tolerance = dtype == FAC_FLOAT ? (const void *)&tol_float : (const void *)&tol;
  CALL(pstrf, &uplo, &n, a, &n, pivots, &rank, tolerance, scratch, &info, 1);
  return info;
}
