/* The one pool of threads. A caller cuts its work into pieces, which the workers and the caller
 * itself take one by one. Workers that find nothing wait actively for some microseconds, since in a
 * training step the next piece of work is never far, and then sleep.
 * Neighbours: loop.c and blas.c; see thread.h for what a body may do. */
#include "thread.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_THREADS = 256, SPINS = 2000 };

static struct {
  pthread_mutex_t caller; /* held by the one thread that uses the pool */
  pthread_mutex_t lock;   /* guards wake */
  pthread_cond_t wake;
  int threads; /* how many may work, the caller included; 0: not decided yet */
  int workers; /* how many were started */
  atomic_int sleeping;
  /* One word tells the workers everything that must change at once: which task it is (upper 32
   * bits), how many pieces it has, the next piece to take. A piece is taken by a compare and swap,
   * so that nobody can take one of a task that is over. */
  _Atomic uint64_t ticket;
  atomic_int done; /* finished pieces */
  /* the task; stable from the ticket's change until done == pieces */
  ParallelBody body;
  void *context;
  int64_t count;
} pool = {.caller = PTHREAD_MUTEX_INITIALIZER,
          .lock = PTHREAD_MUTEX_INITIALIZER,
          .wake = PTHREAD_COND_INITIALIZER};

static _Thread_local bool working; /* inside of a body: what is nested runs in place */

static inline uint32_t task_of(uint64_t ticket) {
  return (uint32_t)(ticket >> 32);
}
static inline unsigned pieces_of(uint64_t ticket) {
  return (ticket >> 16) & 0xffff;
}
static inline unsigned next_of(uint64_t ticket) {
  return ticket & 0xffff;
}

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Takes and runs pieces of that task until none is left. */
static void run_pieces(uint32_t task) {
  working = true;
  uint64_t ticket = pool.ticket;
  while (task_of(ticket) == task && next_of(ticket) < pieces_of(ticket)) {
    if (!atomic_compare_exchange_weak(&pool.ticket, &ticket, ticket + 1)) continue;
    int64_t piece = next_of(ticket), pieces = pieces_of(ticket);
    int64_t share = pool.count / pieces, rest = pool.count % pieces;
    int64_t first = piece * share + (piece < rest ? piece : rest);
    pool.body(pool.context, first, first + share + (piece < rest));
    atomic_fetch_add_explicit(&pool.done, 1, memory_order_release);
    ticket = pool.ticket;
  }
  working = false;
}

static void wait_for_task(uint32_t seen) {
  for (int i = 0; i < SPINS; i++) {
    if (task_of(pool.ticket) != seen) return;
    relax();
  }
  pthread_mutex_lock(&pool.lock);
  pool.sleeping++;
  while (task_of(pool.ticket) == seen) pthread_cond_wait(&pool.wake, &pool.lock);
  pool.sleeping--;
  pthread_mutex_unlock(&pool.lock);
}

/* Schedulers that pack threads onto few processors to save power leave a worker, which only ever
 * works in short bursts, beside the caller that it should relieve. So workers keep off the
 * processor that their starter runs on; the scheduler may move everything else as it likes. */
static void keep_off_processor(int busy) {
#ifdef __linux__
  cpu_set_t set;
  if (busy < 0 || sched_getaffinity(0, sizeof set, &set) || CPU_COUNT(&set) < 2) return;
  CPU_CLR(busy, &set);
  sched_setaffinity(0, sizeof set, &set); /* a wish; failure is no matter */
#else
  (void)busy;
#endif
}

typedef struct {
  uint32_t seen; /* the last task that it need not do */
  int busy;      /* the processor of the thread that starts it */
} Start;

static void *worker(void *arg) {
  Start start = *(Start *)arg;
  free(arg);
  keep_off_processor(start.busy);

  uint32_t seen = start.seen;
  for (;;) {
    wait_for_task(seen);
    seen = task_of(pool.ticket);
    run_pieces(seen);
  }
  return NULL;
}

/* In a child after fork there are no workers, and the locks may have been held. */
static void after_fork(void) {
  pthread_mutex_init(&pool.caller, NULL);
  pthread_mutex_init(&pool.lock, NULL);
  pthread_cond_init(&pool.wake, NULL);
  pool.workers = 0;
  pool.sleeping = 0;
  working = false;
}

static int this_processor(void) {
#ifdef __linux__
  return sched_getcpu();
#else
  return -1;
#endif
}

static void start_workers(void) {
  static bool registered;
  if (!registered) pthread_atfork(NULL, NULL, after_fork);
  registered = true;
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old); /* signals are for the program's own threads */
  while (pool.workers < pool.threads - 1) {
    pthread_t thread;
    Start *start = malloc(sizeof *start);
    if (!start) break;
    *start = (Start){task_of(pool.ticket), this_processor()};
    if (pthread_create(&thread, NULL, worker, start)) { /* then with fewer */
      free(start);
      break;
    }
    pthread_detach(thread);
    pool.workers++;
  }
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int fac_threads_cores(void) {
#ifdef __linux__
  cpu_set_t set;
  if (!sched_getaffinity(0, sizeof set, &set)) return CPU_COUNT(&set);
#endif
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (int)n : 1;
}

/* OMP_NUM_THREADS is what users of numerical programs set. */
static int default_threads(void) {
  const char *wish = getenv("OMP_NUM_THREADS");
  int n = wish ? atoi(wish) : 0;
  if (n < 1) n = fac_threads_cores();
  return n < MAX_THREADS ? n : MAX_THREADS;
}

int fac_threads_get(void) {
  if (!pool.threads) pool.threads = default_threads();
  return pool.threads;
}

void fac_threads_set(int n) {
  pthread_mutex_lock(&pool.caller);
  pool.threads = n < 1 ? 1 : n < MAX_THREADS ? n : MAX_THREADS;
  pthread_mutex_unlock(&pool.caller);
}

void fac_parallel_for(int64_t count, int64_t grain, ParallelBody body, void *context) {
  if (count <= 0) return;
  int64_t pieces = grain > 0 ? count / grain : count;
  int64_t threads = fac_threads_get(); /* once: another Lua state may change it */
  if (pieces > threads) pieces = threads;
  if (pieces <= 1 || working || pthread_mutex_trylock(&pool.caller)) {
    body(context, 0, count);
    return;
  }
  if (pool.workers < pool.threads - 1) start_workers();
  pool.body = body;
  pool.context = context;
  pool.count = count;
  pool.done = 0;
  uint32_t task = task_of(pool.ticket) + 1;
  pool.ticket = (uint64_t)task << 32 | (uint64_t)pieces << 16;
  if (pool.sleeping) {
    pthread_mutex_lock(&pool.lock);
    pthread_cond_broadcast(&pool.wake);
    pthread_mutex_unlock(&pool.lock);
  }
  run_pieces(task);
  for (int spins = 0; atomic_load_explicit(&pool.done, memory_order_acquire) < pieces; spins++)
    if (spins < 10 * SPINS)
      relax();
    else
      sched_yield();
  pthread_mutex_unlock(&pool.caller);
}
