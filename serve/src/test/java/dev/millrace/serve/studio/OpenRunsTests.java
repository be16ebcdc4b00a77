package dev.millrace.serve.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.rows.RunFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class OpenRunsTests {
  @TempDir
  private Path folder;
  private final List<String> happened = new ArrayList<>();
  private final OpenRuns open = new OpenRuns(run -> new Noted(String.valueOf(run.path().getFileName())));

  private final class Noted implements LoadedRun {
    private final String name;

    Noted(String name) {
      this.name = name;
      happened.add("load " + name);
    }

    @Override
    public RunFacts facts() {
      throw new IllegalStateException();
    }

    @Override
    public RowSource rows(RowSettings how, Seed seed) {
      throw new IllegalStateException();
    }

    @Override
    public void close() {
      happened.add("close " + name);
    }
  }

  private RunDirectory run(String name) throws IOException {
    RunDirectory run = new RunDirectory(folder.resolve(name));
    Files.createDirectories(run.path());
    Files.writeString(run.modelFile(), "");
    Files.setLastModifiedTime(run.modelFile(), FileTime.fromMillis(1000));
    return run;
  }

  @Test
  void aRunIsReadOnceAndTheOneThatWasUsedLongestAgoIsDropped() throws IOException {
    List<RunDirectory> runs = List.of(run("a"), run("b"), run("c"));
    for (int i : new int[]{0, 0, 1, 0, 2, 0, 1}) {
      open.with(runs.get(i), _ -> 0);
    }
    open.close();
    assertEquals(List.of("load a", "load b", "load c", "close b", "load b", "close c", "close a", "close b"), happened);
  }

  @Test
  void aRunWhoseModelHasChangedIsReadAgainAndFreedByItsLastUser() throws IOException {
    RunDirectory run = run("a");
    open.with(run, first -> {
      Files.setLastModifiedTime(run.modelFile(), FileTime.fromMillis(2000));
      open.with(run, second -> {
        assertNotSame(first, second);
        return 0;
      });
      assertEquals(List.of("load a", "load a"), happened);
      return 0;
    });
    assertEquals(List.of("load a", "load a", "close a"), happened);
    assertThrows(IOException.class, () -> open.with(run, _ -> {
      throw new IOException();
    }));
    open.close();
    assertEquals(List.of("load a", "load a", "close a", "close a"), happened);
  }
}
