/* Rows picked by their numbers in the background, while Lua goes on: the next batch of a data set.
 * The thread sees plain memory only. That memory can neither be freed nor move while it runs, for
 * the job holds windows of the storages, and a storage with windows refuses to be resized. Whatever
 * becomes of the job, waiting, an error elsewhere or the collector, the thread is joined first.
 * Neighbours: lua/facula/dataset.lua; gather.c picks rows at once. */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "torch.h"

/* One source and where its rows go. The tail of a row that lies together is copied as a block. */
typedef struct {
  Storage *pins[2];
  const char *from;
  char *to;
  size_t block;
  int loops;                                      /* dimensions 1 to loops of a row are walked */
  int64_t size[FAC_MAX_DIMS], step[FAC_MAX_DIMS]; /* step in bytes */
} Column;

/* Lies in a userdata, with the columns and the numbers of the rows, from 0, behind it. */
typedef struct {
  pthread_t thread;
  pid_t process; /* in a fork of it the thread is not there */
  bool running;
  int64_t count;
  int columns;
  int64_t *number;
  Column column[];
} Job;

static const char JOB[] = "facula.prefetch";

/* Of the thread: jobs that were given up keep theirs until they are collected. */
enum { STACK = 256 << 10 };

static char *copy_row(const Column *c, char *to, const char *from, int d) {
  if (d > c->loops) {
    memcpy(to, from, c->block);
    return to + c->block;
  }
  for (int64_t i = 0; i < c->size[d]; i++) to = copy_row(c, to, from + i * c->step[d], d + 1);
  return to;
}

static void *run_job(void *context) {
  const Job *job = context;
  for (int k = 0; k < job->columns; k++) {
    const Column *c = &job->column[k];
    char *to = c->to;
    for (int64_t i = 0; i < job->count; i++)
      to = copy_row(c, to, c->from + job->number[i] * c->step[0], 1);
  }
  return NULL;
}

/* Starts the thread; without one the work is done here. Signals are for the program's threads. */
static void start_job(Job *job) {
  sigset_t all, old;
  pthread_attr_t attributes;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  job->process = getpid();
  if (pthread_attr_init(&attributes) == 0) {
    pthread_attr_setstacksize(&attributes, STACK);
    job->running = pthread_create(&job->thread, &attributes, run_job, job) == 0;
    pthread_attr_destroy(&attributes);
  }
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (!job->running) run_job(job);
}

/* Waits for the thread and lets go of the storages. */
static void finish_job(Job *job) {
  if (job->running) {
    if (job->process == getpid())
      pthread_join(job->thread, NULL);
    else
      run_job(job);
    job->running = false;
  }
  for (int k = 0; k < job->columns; k++)
    for (int side = 0; side < 2; side++) {
      fac_storage_release(job->column[k].pins[side]);
      job->column[k].pins[side] = NULL;
    }
}

static int collect_job(lua_State *L) {
  finish_job(luaL_checkudata(L, 1, JOB));
  return 0;
}

static Job *new_job(lua_State *L, int columns, int64_t count) {
  size_t head = sizeof(Job) + (size_t)columns * sizeof(Column);
  Job *job = lua_newuserdatauv(L, head + (size_t)count * sizeof(int64_t), 0);
  memset(job, 0, head);
  job->number = (int64_t *)((char *)job + head);
  if (luaL_newmetatable(L, JOB)) {
    lua_pushcfunction(L, collect_job);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return job;
}

/* --- checks ----------------------------------------------------------------------------------- */

static Tensor *tensor_in(lua_State *L, int list, int k, const char *what) {
  lua_rawgeti(L, list, k + 1);
  Tensor *t = fac_to_tensor(L, -1);
  if (!t) fac_error(L, "%s %d: a tensor expected, got %s", what, k + 1, luaL_typename(L, -1));
  fac_tensor_check(L, t);
  lua_pop(L, 1); /* the list keeps it */
  return t;
}

/* The size that the result gets: count rows of the source. */
static Tensor rows_of(const Tensor *source, int64_t count) {
  Tensor like = *source;
  like.size[0] = count;
  return like;
}

static void check_pair(lua_State *L, int k, const Tensor *result, const Tensor *source,
                       int64_t count) {
  if (result->dtype != source->dtype)
    fac_error(L, "result %d: a %sTensor as the source expected, got a %sTensor", k + 1,
              fac_dtype_name(source->dtype), fac_dtype_name(result->dtype));
  if (fac_tensor_count(source) == 0) fac_error(L, "source %d has no rows", k + 1);
  Tensor like = rows_of(source, count);
  fac_tensor_check_growth(L, result, &like);
  if (fac_tensor_same_size(result, &like) && !fac_tensor_is_contiguous(result))
    fac_error(L, "result %d must be contiguous", k + 1);
}

/* Nothing that is written may be read or written elsewhere. */
static void check_apart(lua_State *L, int results, int sources, int columns) {
  for (int k = 0; k < columns; k++) {
    const Tensor *result = tensor_in(L, results, k, "result");
    for (int other = 0; other < columns; other++) {
      const Tensor *source = tensor_in(L, sources, other, "source");
      const Tensor *second = tensor_in(L, results, other, "result");
      bool same =
          other != k && (second == result || fac_storage_shared(result->storage, second->storage));
      if (same || fac_storage_shared(result->storage, source->storage))
        fac_error(L, "result %d shares memory with another tensor", k + 1);
    }
  }
}

static void copy_numbers(lua_State *L, Job *job, const Tensor *numbers, const Tensor *source) {
  const int64_t *from = fac_tensor_data(numbers);
  for (int64_t i = 0; i < job->count; i++) {
    if (from[i] < 1 || from[i] > source->size[0])
      fac_error(L, "row %lld is out of range, there are %lld", (long long)from[i],
                (long long)source->size[0]);
    job->number[i] = from[i] - 1;
  }
}

/* --- operations ------------------------------------------------------------------------------- */

static void fill_column(lua_State *L, Column *c, Tensor *result, const Tensor *source) {
  c->pins[0] = fac_storage_window(L, result->storage, 0, 0);
  c->pins[1] = fac_storage_window(L, source->storage, 0, 0);
  c->to = fac_tensor_data(result);
  c->from = fac_tensor_data(source);
  c->block = fac_dtype_size(source->dtype);
  for (int d = 0; d < source->ndim; d++) {
    c->size[d] = source->size[d];
    c->step[d] = source->stride[d] * (int64_t)c->block;
  }
  int d = source->ndim - 1;
  for (; d > 0 && (c->size[d] == 1 || c->step[d] == (int64_t)c->block); d--)
    c->block *= (size_t)c->size[d];
  c->loops = d;
}

/* job = prefetch(results, sources, numbers): begins to copy the rows of these numbers from each of
 * the sources, a list of tensors, into the tensor of the same type at that place of results, which
 * is resized now. Until prefetch_wait(job) the results' elements are not defined, and neither the
 * sources' nor the results' storages can be resized. */
static int prefetch(lua_State *L, Args *a) {
  enum { RESULTS, SOURCES, NUMBERS };
  int results = a->arg[RESULTS].index, sources = a->arg[SOURCES].index;
  const Tensor *numbers = fac_new_contiguous(L, a->arg[NUMBERS].t);
  int64_t count = fac_tensor_count(numbers);
  int columns = (int)lua_rawlen(L, sources);
  if (columns == 0 || columns > 1000 || lua_rawlen(L, results) != (size_t)columns)
    fac_error(L, "1 to 1000 sources and as many results expected, got %d and %d", columns,
              (int)lua_rawlen(L, results));
  if (count == 0) fac_error(L, "numbers of rows expected, got none");

  Job *job = new_job(L, columns, count);
  job->count = count;
  for (int k = 0; k < columns; k++) {
    const Tensor *source = tensor_in(L, sources, k, "source");
    check_pair(L, k, tensor_in(L, results, k, "result"), source, count);
    copy_numbers(L, job, numbers, source);
  }
  check_apart(L, results, sources, columns);
  for (int k = 0; k < columns; k++) {
    const Tensor *source = tensor_in(L, sources, k, "source");
    Tensor *result = tensor_in(L, results, k, "result");
    Tensor like = rows_of(source, count);
    fac_tensor_resize_as(L, result, &like);
    job->columns = k + 1;
    fill_column(L, &job->column[k], result, source);
  }
  start_job(job);
  return 1;
}

/* prefetch_wait(job): returns when the results are there. */
static int prefetch_wait(lua_State *L, Args *a) {
  int index = a->arg[0].index;
  bool is_job = lua_isuserdata(L, index) && lua_getmetatable(L, index);
  if (is_job) {
    luaL_getmetatable(L, JOB);
    is_job = lua_rawequal(L, -1, -2);
  }
  if (!is_job) fac_error(L, "a job of prefetch expected, got %s", luaL_typename(L, index));
  finish_job(lua_touserdata(L, index));
  return 0;
}

static Op ops[] = {{"prefetch", prefetch, "results:table sources:table numbers:Long",
                    "begins to copy rows in the background"},
                   {"prefetch_wait", prefetch_wait, "job:any", "waits until they are there"},
                   {NULL}};

void fac_open_torch_prefetch(lua_State *L) {
  fac_register_functions(L, "facula.", ops);
}
