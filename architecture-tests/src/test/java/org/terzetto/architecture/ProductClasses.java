package org.terzetto.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The classes of all modules. Reading them takes seconds, so it is done once. */
final class ProductClasses {
  static final JavaClasses ALL =
      new ClassFileImporter()
          .importPaths(SourceTree.moduleFolders().stream().map(SourceTree::classes).toList());

  private ProductClasses() {}
}
