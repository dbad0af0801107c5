package org.terzetto.backend.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.terzetto.backend.tck.FaultyBackend.Registration;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/** Faults of registering, arming and deregistering. */
final class RegistrationFaults {
  private RegistrationFaults() {}

  static IoBackend armsOnce(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        return new Registration(super.register(handle, attachment)) {
          private boolean armed;

          @Override
          public void arm(int interest) throws IOException {
            if (!armed) {
              armed = true;
              super.arm(interest);
            }
          }
        };
      }
    };
  }

  /** Keeps what is armed, by attachment. */
  private static class Knowing extends FaultyBackend {
    final Map<Object, Integer> armed = new HashMap<>();
    final Map<Object, IoRegistration> registrations = new HashMap<>();
    final List<SelectableChannel> channels = new ArrayList<>();

    Knowing(IoBackend real) {
      super(real);
    }

    @Override
    public IoRegistration register(Object handle, Object attachment) throws IOException {
      IoRegistration registration = super.register(handle, attachment);
      registrations.put(attachment, registration);
      if (handle instanceof SelectableChannel channel) {
        channels.add(channel);
      }
      return new Registration(registration) {
        @Override
        public void arm(int interest) throws IOException {
          armed.put(attachment, interest);
          super.arm(interest);
        }
      };
    }
  }

  static IoBackend reportsWithoutEnd(IoBackend real) {
    return new Knowing(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) {
        armed.forEach(sink::ready);
        return !armed.isEmpty();
      }
    };
  }

  static IoBackend neverDisarms(IoBackend real) {
    return new Knowing(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return super.poll(
            nanos,
            (attachment, ready) -> {
              sink.ready(attachment, ready);
              try {
                registrations.get(attachment).arm(ready);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      }
    };
  }

  static IoBackend stopsAtAClosedHandle(IoBackend real) {
    return new Knowing(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        boolean stop = channels.stream().anyMatch(channel -> !channel.isOpen());
        return pollFiltered(nanos, sink, (_, ready) -> stop ? 0 : ready);
      }
    };
  }

  static IoBackend armingReplaces(IoBackend real) {
    return new Knowing(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return pollFiltered(nanos, sink, (attachment, ready) -> ready & armed.get(attachment));
      }
    };
  }

  static IoBackend closesHandles(IoBackend real) {
    return new Knowing(real) {
      @Override
      public void close() {
        super.close();
        for (SelectableChannel channel : channels) {
          try {
            channel.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }

  static IoBackend mixesUpAttachments(IoBackend real) {
    return new FaultyBackend(real) {
      private Object first;

      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        first = first == null ? attachment : first;
        return super.register(handle, first);
      }
    };
  }

  static IoBackend takesEverything(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public IoRegistration register(Object handle, Object attachment) {
        try {
          return super.register(handle, attachment);
        } catch (IllegalArgumentException | IOException e) {
          return Registration.DEAD;
        }
      }
    };
  }

  static IoBackend takesAnyInterest(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        return new Registration(super.register(handle, attachment)) {
          @Override
          public void arm(int interest) throws IOException {
            if ((interest & (READ | WRITE)) != 0) {
              super.arm(interest & (READ | WRITE));
            }
          }
        };
      }
    };
  }

  static IoBackend armsWhatIsGone(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        return new Registration(super.register(handle, attachment)) {
          @Override
          public void arm(int interest) {
            try {
              super.arm(interest);
            } catch (IllegalStateException | IOException e) {
              // That is the fault.
            }
          }
        };
      }
    };
  }

  static IoBackend doesNotDeregister(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        return new Registration(super.register(handle, attachment)) {
          @Override
          public void deregister() {}
        };
      }
    };
  }

  static IoBackend countsDeregisteringTwice(IoBackend real) {
    return new FaultyBackend(real) {
      private int registered;

      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        registered++;
        return new Registration(super.register(handle, attachment)) {
          @Override
          public void deregister() {
            registered--;
            super.deregister();
          }
        };
      }

      @Override
      public Statistics statistics() {
        return new Statistics(super.statistics().backend(), registered);
      }
    };
  }

  static IoBackend remembersHandles(IoBackend real) {
    return new FaultyBackend(real) {
      private final Set<Object> seen = new HashSet<>();

      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        return seen.add(handle) ? super.register(handle, attachment) : Registration.DEAD;
      }
    };
  }
}
