package org.terzetto.backend.tck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.terzetto.backend.tck.FaultyBackend.Registration;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/** Faults that only a backend of raw descriptors can have. */
final class DescriptorFaults {
  private DescriptorFaults() {}

  /** Holds on to the file that the number meant when it was registered. */
  static IoBackend keepsToTheOldFile(IoBackend real) {
    return new FaultyBackend(real) {
      private final List<RawPipe> held = new ArrayList<>();

      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        RawPipe copy = new RawPipe();
        held.add(copy);
        copy.becomeOut((int) handle);
        return super.register(copy.out(), attachment);
      }

      @Override
      public void close() {
        super.close();
        held.forEach(RawPipe::close);
        held.clear();
      }
    };
  }

  static IoBackend missesHangUps(IoBackend real) {
    ((PollBackend) real).seesHangUps = false;
    return real;
  }

  static IoBackend takesClosedDescriptors(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public IoRegistration register(Object handle, Object attachment) {
        try {
          return super.register(handle, attachment);
        } catch (IOException e) {
          return Registration.DEAD;
        }
      }
    };
  }
}
