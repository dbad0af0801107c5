package org.terzetto.benchmarks.micro

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

private const val LONG = 3_600_000L
private const val DEADLINES = 1000

/**
 * Kotlin's coroutines on the event loop of `runBlocking`, which is one thread. They have no stacks:
 * a switch leaves a function by returning from it.
 */
class KotlinWorks : Works {
  private var count = 0
  private var ended = 0

  override fun works(): Map<String, Work> =
    mapOf(
      "switch-2" to Work { size, probe -> switches(2, size, probe) },
      "switch-1000" to Work { size, probe -> switches(1000, size, probe) },
      "spawn" to Work(::spawn),
      "parked" to Work(::parked),
      "handoff-0" to Work { size, probe -> handOff(Channel.RENDEZVOUS, size, probe) },
      "handoff-100" to Work { size, probe -> handOff(100, size, probe) },
      "sleeps" to Work(::sleeps),
      "cancel" to Work(::cancel),
      "cancel-10000" to Work(::cancel),
      "deadline-scope" to Work(::scopeWithDeadline),
    )

  private fun measured(probe: Probe, body: suspend CoroutineScope.() -> Unit) = runBlocking {
    probe.start()
    coroutineScope(body)
    probe.stop()
  }

  private fun switches(tasks: Int, size: Int, probe: Probe) =
    measured(probe) { repeat(tasks) { launch { repeat(size / tasks) { yield() } } } }

  private fun spawn(size: Int, probe: Probe) {
    count = 0
    measured(probe) { repeat(size) { launch { count++ } } }
    Results.requireAll(size, count)
  }

  private fun parked(size: Int, probe: Probe) = runBlocking {
    probe.start()
    val sleepers = launch { startSleepers(size) }
    awaitAsleep(size)
    probe.stop()
    probe.measureLive()
    sleepers.cancelAndJoin()
  }

  private fun cancel(size: Int, probe: Probe) = runBlocking {
    val sleepers = launch { startSleepers(size) }
    awaitAsleep(size)
    probe.start()
    sleepers.cancelAndJoin()
    probe.stop()
    Results.requireAll(size, ended)
  }

  private suspend fun startSleepers(tasks: Int) = coroutineScope {
    count = 0
    ended = 0
    repeat(tasks) {
      launch {
        count++
        try {
          delay(LONG)
        } finally {
          ended++
        }
      }
    }
  }

  private suspend fun awaitAsleep(tasks: Int) {
    yield()
    while (count < tasks) {
      yield()
    }
  }

  /** In whole milliseconds, which is what `delay` knows. */
  private fun sleeps(size: Int, probe: Probe) {
    val lengths = SleepLengths.nanos(size)
    ended = 0
    measured(probe) {
      for (nanos in lengths) {
        launch {
          delay(nanos / 1_000_000)
          ended++
        }
      }
    }
    Results.requireAll(size, ended)
  }

  private fun handOff(capacity: Int, size: Int, probe: Probe) {
    val channel = Channel<Any>(capacity)
    measured(probe) {
      launch { repeat(size) { channel.send(Results.VALUE) } }
      launch { receive(channel, size) }
    }
  }

  private suspend fun receive(channel: Channel<Any>, times: Int) {
    var right = 0
    repeat(times) { if (channel.receive() === Results.VALUE) right++ }
    Results.requireAll(times, right)
  }

  /** Neither the scopes nor those beside them are in the order of their ends. */
  private fun scopeWithDeadline(size: Int, probe: Probe) = runBlocking {
    val limits = TimeLimits.millis()
    val sleepers = launch { startSleepers(limits.copyOf(DEADLINES)) }
    awaitAsleep(DEADLINES)
    count = 0
    probe.start()
    repeat(size) { withTimeout(limits[it % TimeLimits.COUNT]) { count++ } }
    probe.stop()
    Results.requireAll(size, count)
    sleepers.cancelAndJoin()
  }

  private suspend fun startSleepers(lengths: LongArray) = coroutineScope {
    count = 0
    for (length in lengths) {
      launch {
        count++
        delay(length)
      }
    }
  }
}
