package org.terzetto.cli;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A program that is not part of this installation, found and ready to run. */
final class UserProgram {
  private final Class<?> type;
  private final Method main;

  private UserProgram(Class<?> type) {
    this.type = type;
    this.main = findMain(type);
  }

  /**
   * A class on a class path. Terzetto itself comes from here, also if the path has it too.
   *
   * @throws UserMistake if it is not there, or has no main method
   */
  static UserProgram onClassPath(String path, String mainClass) {
    URL[] urls = entries(path).stream().map(UserProgram::url).toArray(URL[]::new);
    ClassLoader loader = new URLClassLoader(urls, ClassLoader.getSystemClassLoader());
    try {
      return new UserProgram(Class.forName(mainClass, false, loader));
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new UserMistake(
          "no class '" + mainClass + "' on the class path " + path + "; set it with --class-path");
    }
  }

  /**
   * A class of a module on a module path, in a layer above the modules of this installation.
   *
   * @throws UserMistake if it is not there, needs what is not there, or has no main method
   */
  static UserProgram onModulePath(String path, String main) {
    int slash = main.indexOf('/');
    if (slash < 0) {
      throw new UserMistake("'" + main + "' names no module; with --module-path use MODULE/CLASS");
    }
    String moduleName = main.substring(0, slash);
    String mainClass = main.substring(slash + 1);
    ModuleLayer.Controller layer = layer(path, moduleName);
    Module module = layer.layer().findModule(moduleName).orElseThrow();
    Class<?> type = Class.forName(module, mainClass);
    if (type == null) {
      throw new UserMistake("no class '" + mainClass + "' in the module " + moduleName);
    }
    layer.addOpens(module, type.getPackageName(), UserProgram.class.getModule());
    return new UserProgram(type);
  }

  /**
   * Runs the program on the calling thread.
   *
   * @throws InvocationTargetException with what the program threw
   */
  void run(List<String> arguments) throws ReflectiveOperationException {
    Thread.currentThread().setContextClassLoader(type.getClassLoader());
    Object instance = Modifier.isStatic(main.getModifiers()) ? null : newInstance();
    if (main.getParameterCount() == 0) {
      main.invoke(instance);
    } else {
      main.invoke(instance, (Object) arguments.toArray(String[]::new));
    }
  }

  private Object newInstance() throws ReflectiveOperationException {
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static ModuleLayer.Controller layer(String path, String moduleName) {
    Path[] entries = entries(path).toArray(Path[]::new);
    ModuleLayer boot = ModuleLayer.boot();
    try {
      Configuration configuration =
          boot.configuration()
              .resolveAndBind(ModuleFinder.of(), ModuleFinder.of(entries), Set.of(moduleName));
      return ModuleLayer.defineModulesWithOneLoader(
          configuration, List.of(boot), ClassLoader.getSystemClassLoader());
    } catch (FindException | ResolutionException | LayerInstantiationException e) {
      throw new UserMistake("module path " + path + ": " + e.getMessage());
    }
  }

  private static List<Path> entries(String path) {
    List<Path> entries = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(entry);
      if (!Files.exists(file)) {
        throw new UserMistake("'" + entry + "' does not exist; correct the path " + path);
      }
      entries.add(file);
    }
    return entries;
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UserMistake("'" + file + "' cannot be on a class path: " + e.getMessage());
    }
  }

  /** As the launcher of Java 25 does: with arguments or without, static or not. */
  private static Method findMain(Class<?> type) {
    Method withArguments = find(type, String[].class);
    Method found = withArguments != null ? withArguments : find(type);
    if (found == null) {
      throw new UserMistake(
          "class '" + type.getName() + "' has no main method: declare static void main()");
    }
    return found;
  }

  private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      try {
        Method method = each.getDeclaredMethod("main", parameters);
        if (!Modifier.isPrivate(method.getModifiers()) && method.trySetAccessible()) {
          return method;
        }
      } catch (NoSuchMethodException e) {
        // Perhaps the class above has one.
      }
    }
    return null;
  }
}
