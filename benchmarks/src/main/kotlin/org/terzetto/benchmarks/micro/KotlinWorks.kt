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
private const val OTHER_DEADLINES = 1000

/**
 * Kotlin's coroutines on the event loop of `runBlocking`, which is one thread. They have no stacks:
 * a switch leaves a function by returning from it.
 */
class KotlinWorks : Works {
  private var count = 0

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

  private fun spawn(size: Int, probe: Probe) =
    measured(probe) { repeat(size) { launch { count++ } } }

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
  }

  private suspend fun startSleepers(tasks: Int) = coroutineScope {
    count = 0
    repeat(tasks) {
      launch {
        count++
        delay(LONG)
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
    measured(probe) { for (nanos in lengths) launch { delay(nanos / 1_000_000) } }
  }

  private fun handOff(capacity: Int, size: Int, probe: Probe) {
    val channel = Channel<Any>(capacity)
    measured(probe) {
      launch { repeat(size) { channel.send("value") } }
      launch { repeat(size) { channel.receive() } }
    }
  }

  private fun scopeWithDeadline(size: Int, probe: Probe) = runBlocking {
    val sleepers = launch { startSleepers(OTHER_DEADLINES) }
    awaitAsleep(OTHER_DEADLINES)
    probe.start()
    repeat(size) { withTimeout(LONG) { count++ } }
    probe.stop()
    sleepers.cancelAndJoin()
  }
}
