package org.terzetto.cli;

import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version that the build gave this module. */
final class Version implements IVersionProvider {
  Version() {}

  @Override
  public String[] getVersion() {
    @Nullable ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
    String version =
        descriptor == null ? "(not packaged)" : descriptor.rawVersion().orElse("(not packaged)");
    return new String[] {"terzetto " + version};
  }
}
