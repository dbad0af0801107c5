package org.terzetto.backend.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackend.Capability;
import org.terzetto.spi.IoBackendProvider;

/** How the backend is found. */
class NioBackendProviderTest {
  @Test
  void provider_isNamedForTheClassPath_andAlwaysAvailable() throws IOException {
    String services = "/META-INF/services/" + IoBackendProvider.class.getName();
    try (InputStream file = NioBackendProvider.class.getResourceAsStream(services)) {
      assertEquals(
          NioBackendProvider.class.getName(), new String(file.readAllBytes(), UTF_8).strip());
    }
    IoBackendProvider provider = new NioBackendProvider();
    assertEquals("nio", provider.name());
    assertEquals(0, provider.priority());
    assertEquals(Optional.empty(), provider.unavailableBecause());
    try (IoBackend opened = provider.open()) {
      assertEquals(Set.of(Capability.CHANNELS), opened.capabilities());
    }
  }
}
