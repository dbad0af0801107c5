package org.terzetto.benchmarks.servers

import io.ktor.network.selector.SelectorManager
import io.ktor.network.sockets.Socket
import io.ktor.network.sockets.aSocket
import io.ktor.network.sockets.openReadChannel
import io.ktor.network.sockets.openWriteChannel
import io.ktor.network.sockets.port
import io.ktor.utils.io.copyTo
import java.io.IOException
import java.util.concurrent.Executors
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.IO_PARALLELISM_PROPERTY_NAME
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/**
 * ktor's raw sockets, in the shape that its documentation shows: a coroutine accepts, and starts
 * one for each connection.
 *
 * On two threads, since it does not go on one. Its selector waits while it holds its thread, for
 * half a second at a time, and does not notice what is dispatched to that thread meanwhile: with
 * all of it on one, a lone connection got two answers a second. And whatever dispatcher the
 * selector is given, each socket's bytes are moved by two coroutines on `Dispatchers.IO`. So the
 * selector has a thread of its own, and `Dispatchers.IO` one at a time for all the rest. As its
 * documentation has it, with the rest on the loop of `runBlocking` and `Dispatchers.IO` as wide as
 * it is by default, an echo on one of 50 connections took twice the CPU time.
 */
object KtorServer {
  private const val BACKLOG = 65_535

  @JvmStatic
  fun main(args: Array<String>) {
    System.setProperty(IO_PARALLELISM_PROPERTY_NAME, "1") // read at the first use
    val selector = SelectorManager(Executors.newSingleThreadExecutor().asCoroutineDispatcher())
    runBlocking(Dispatchers.IO) {
      val server = aSocket(selector).tcp().bind("127.0.0.1", 0) { backlogSize = BACKLOG }
      ServerHost.announce(server.port)
      while (true) {
        val socket = server.accept() // which has set TCP_NODELAY
        launch { echo(socket) }
      }
    }
  }

  /** The channel to the socket is flushed by `copyTo`, each time that no more is there to copy. */
  private suspend fun echo(socket: Socket) {
    try {
      socket.use { it.openReadChannel().copyTo(it.openWriteChannel()) }
    } catch (e: IOException) {
      // The client has gone.
    }
  }
}
