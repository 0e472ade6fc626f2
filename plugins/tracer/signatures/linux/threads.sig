# Threads, locks, semaphores, loading of libraries. Most of these return the error number.

int pthread_create(pthread_t *out, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) : nonzero errno
int pthread_join(pthread_t thread, void **result) : nonzero errno waits
int pthread_detach(pthread_t thread) : nonzero errno
int pthread_kill(pthread_t thread, int signal) : nonzero errno
int pthread_cancel(pthread_t thread) : nonzero errno
pthread_t pthread_self(void) : cheap
int pthread_setname_np(pthread_t thread, const char *name) : nonzero errno text(name)
int pthread_attr_init(pthread_attr_t *attributes) : nonzero errno
int pthread_attr_destroy(pthread_attr_t *attributes) : nonzero errno
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size) : nonzero errno
int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state) : nonzero errno
int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) : nonzero errno
int pthread_mutex_destroy(pthread_mutex_t *mutex) : nonzero errno
int pthread_mutex_lock(pthread_mutex_t *mutex) : nonzero errno
int pthread_mutex_trylock(pthread_mutex_t *mutex) : nonzero errno
int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until) : nonzero errno waits
int pthread_mutex_unlock(pthread_mutex_t *mutex) : nonzero errno
int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes) : nonzero errno
int pthread_cond_destroy(pthread_cond_t *condition) : nonzero errno
int pthread_cond_signal(pthread_cond_t *condition) : nonzero errno
int pthread_cond_broadcast(pthread_cond_t *condition) : nonzero errno
int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) : nonzero errno waits
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until) : nonzero errno waits
int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes) : nonzero errno
int pthread_rwlock_destroy(pthread_rwlock_t *lock) : nonzero errno
int pthread_rwlock_rdlock(pthread_rwlock_t *lock) : nonzero errno
int pthread_rwlock_wrlock(pthread_rwlock_t *lock) : nonzero errno
int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) : nonzero errno
int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) : nonzero errno
int pthread_rwlock_unlock(pthread_rwlock_t *lock) : nonzero errno
int pthread_spin_lock(pthread_spinlock_t *lock) : nonzero errno
int pthread_spin_unlock(pthread_spinlock_t *lock) : nonzero errno
int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes, unsigned int count) : nonzero errno
int pthread_barrier_wait(pthread_barrier_t *barrier) : waits
int pthread_once(pthread_once_t *once, void (*function)(void)) : nonzero errno
int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) : nonzero errno
int pthread_key_delete(pthread_key_t key) : nonzero errno
int pthread_setspecific(pthread_key_t key, const void *value) : nonzero errno cheap
void *pthread_getspecific(pthread_key_t key) : cheap
int pthread_sigmask(int how, const sigset_t *set, sigset_t *old) : nonzero errno
int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *cpus) : nonzero errno
int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *cpus) : nonzero errno
int pthread_setcancelstate(int state, int *old) : nonzero errno cheap
int sem_init(sem_t *semaphore, int shared, unsigned int value) : -1 errno
int sem_destroy(sem_t *semaphore) : -1 errno
sem_t *sem_open(const char *name, int flags, ...) : NULL errno text(name) args(4)
int sem_close(sem_t *semaphore) : -1 errno
int sem_unlink(const char *name) : -1 errno text(name)
int sem_post(sem_t *semaphore) : -1 errno
int sem_wait(sem_t *semaphore) : -1 errno waits
int sem_trywait(sem_t *semaphore) : -1 errno
int sem_timedwait(sem_t *semaphore, const struct timespec *until) : -1 errno waits
int semget(key_t key, int count, int flags) : -1 errno
int semop(int id, struct sembuf *operations, size_t count) : -1 errno
int sched_yield(void) : -1 errno
int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *cpus) : -1 errno
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *cpus) : -1 errno
int sched_getcpu(void) : -1 errno cheap
mqd_t mq_open(const char *name, int flags, ...) : -1 errno text(name) args(4) bits(32)
int mq_close(mqd_t queue) : -1 errno
int mq_unlink(const char *name) : -1 errno text(name)
int mq_send(mqd_t queue, const char *message, size_t size, unsigned int priority) : -1 errno
ssize_t mq_receive(mqd_t queue, char *message, size_t size, unsigned int *priority) : -1 errno waits
