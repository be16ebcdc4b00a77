package dev.millrace.flow.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.CrashingDisk;
import dev.millrace.flow.io.CrashingDisk.Damage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CheckpointStoreTests {
  private static final Path RUN = Path.of("/runs/moons-1");
  private static final Path FOLDER = RUN.resolve("checkpoints");
  private static final int KEEP = 2;

  @TempDir
  Path real = Path.of("");

  private static byte[] contents(long step, String name) {
    byte[] bytes = new byte[300];
    Arrays.fill(bytes, (byte) (step * 31 + name.charAt(0)));
    return bytes;
  }

  private static Snapshot snapshot(long step) {
    SequencedMap<String, AtomicFile.Body> files = new LinkedHashMap<>();
    for (String name : List.of("weights", "moments")) {
      files.put(name, out -> {
        byte[] bytes = contents(step, name);
        out.write(bytes, 0, 100);
        out.write(bytes[100]);
        out.write(bytes, 101, 199);
      });
    }
    return new Snapshot(step, files, Map.of("data", "moons"));
  }

  private static void saveAndPrune(CheckpointStore store, long step) throws IOException {
    store.save(snapshot(step));
    store.prune(KEEP);
  }

  private static long requireWhole(CheckpointStore.Search search) throws IOException {
    Checkpoint found = search.checkpoint().orElseThrow();
    for (String name : found.files()) {
      try (InputStream in = found.open(name)) {
        assertArrayEquals(contents(found.step(), name), in.readAllBytes(), name + " of step " + found.step());
      }
    }
    assertEquals(2, found.files().size());
    assertEquals(Map.of("data", "moons"), found.facts());
    return found.step();
  }

  private static CrashingDisk withSteps(long... steps) throws IOException {
    CrashingDisk disk = new CrashingDisk();
    disk.createFolder(RUN);
    for (Path folder = RUN; folder != null; folder = folder.getParent()) {
      disk.forceFolder(folder);
    }
    CheckpointStore store = new CheckpointStore(FOLDER, disk);
    for (long step : steps) {
      saveAndPrune(store, step);
    }
    return disk;
  }

  @Test
  void theNewestIsFoundAndOlderOnesAreRemoved() throws IOException {
    for (CheckpointStore store : List.of(new CheckpointStore(FOLDER, withSteps()), new CheckpointStore(real))) {
      for (long step : new long[]{50, 100, 150}) {
        saveAndPrune(store, step);
        assertEquals(step, requireWhole(store.newest()));
      }
      assertEquals(List.of(), store.newest().rejected());
      assertEquals(100, store.newest(step -> step < 150).checkpoint().orElseThrow().step());
      assertTrue(store.newest(step -> step < 100).checkpoint().isEmpty());
    }
  }

  /** Fails a save at each of its operations in turn; then the machine crashes, and takes what was not forced. */
  @ParameterizedTest
  @EnumSource
  void aSaveThatFailsAnywhereLosesNothing(Damage damage) throws IOException {
    for (boolean firstOfAll : new boolean[]{true, false}) {
      int operations = operationsOfASave(firstOfAll);
      assertTrue(operations > 15, "" + operations);
      for (int succeed = 0; succeed <= operations; succeed++) {
        for (boolean tearing : new boolean[]{false, true}) {
          for (boolean namesUndone : new boolean[]{false, true}) {
            CrashingDisk disk = firstOfAll ? withSteps() : withSteps(50, 100);
            disk.failAfter(succeed, tearing);
            boolean saved = false;
            try {
              CheckpointStore store = new CheckpointStore(FOLDER, disk);
              store.newest();
              store.save(snapshot(150));
              saved = true;
              store.prune(KEEP);
            } catch (IOException e) {
              assertTrue(saved || String.valueOf(e.getMessage()).startsWith("cannot write the checkpoint of step 150"),
                  e.toString());
            }
            CrashingDisk survivor = disk.afterCrash(damage, namesUndone);
            CheckpointStore after = new CheckpointStore(FOLDER, survivor);
            String where = "operation %d, torn %s, names undone %s".formatted(succeed, tearing, namesUndone);
            if (firstOfAll && !saved && after.newest().checkpoint().isEmpty()) {
              assertEquals(List.of(), after.newest().rejected(), where);
            } else {
              long found = requireWhole(after.newest());
              assertTrue(found == 150 || (found == 100 && !saved), where + ", found step " + found);
              assertEquals(List.of(), after.newest().rejected(), where);
            }
            saveAndPrune(after, 200);
            assertEquals(200, requireWhole(after.newest()), where);
            assertTrue(survivor.list(FOLDER).stream().noneMatch(name -> name.startsWith(".")), where);
          }
        }
      }
    }
  }

  private static int operationsOfASave(boolean firstOfAll) throws IOException {
    CrashingDisk disk = firstOfAll ? withSteps() : withSteps(50, 100);
    int before = disk.operations();
    CheckpointStore store = new CheckpointStore(FOLDER, disk);
    store.newest();
    saveAndPrune(store, 150);
    return disk.operations() - before;
  }

  @Test
  void everyFlippedBitIsFoundAndTheOlderCheckpointTaken() throws IOException {
    for (String file : List.of("weights", "moments", Manifest.NAME)) {
      CrashingDisk disk = withSteps(50, 100);
      Path damaged = FOLDER.resolve("step-000000100").resolve(file);
      byte[] good = disk.read(damaged);
      for (int bit = 0; bit < 8 * good.length; bit++) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << bit % 8);
        disk.delete(damaged);
        try (var out = disk.create(damaged)) {
          out.write(bad);
        }
        CheckpointStore.Search search = new CheckpointStore(FOLDER, disk).newest();
        if (search.rejected().isEmpty()) {
          // A space is as good as a line feed after the manifest's last brace.
          assertTrue(file.equals(Manifest.NAME) && bit / 8 == good.length - 1, file + ", bit " + bit);
        } else {
          assertEquals(50, requireWhole(search));
          assertEquals("step-000000100", search.rejected().getFirst().name());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTY", "ZEROS", "HALF", "FLIPPED"})
  void whatIsDamagedLaterIsNamedAndReplacedByTheNextSave(Damage damage) throws IOException {
    CrashingDisk disk = withSteps(50, 100);
    disk.damage(FOLDER.resolve("step-000000100/weights"), damage);
    CheckpointStore store = new CheckpointStore(FOLDER, disk);
    CheckpointStore.Search search = store.newest();
    assertEquals(50, requireWhole(search));
    assertTrue(search.rejected().getFirst().reason().startsWith("weights "), search.toString());
    saveAndPrune(store, 100);
    assertEquals(List.of("step-000000050", "step-000000100-2"), disk.list(FOLDER));
    assertEquals(100, requireWhole(new CheckpointStore(FOLDER, disk).newest()));
  }

  @Test
  void aManifestWithPathsOrOfAnotherFormatIsRefused() throws IOException {
    for (String inner : List.of(
        "{\"format\":1,\"step\":100,\"facts\":{},\"files\":{\"../x\":{\"bytes\":1,\"sha256\":\"" + "0".repeat(64)
            + "\"}}}",
        "{\"format\":2,\"step\":100,\"facts\":{},\"files\":{}}",
        "{\"format\":1,\"step\":101,\"facts\":{},\"files\":{}}",
        "{\"format\":1,\"step\":-1,\"facts\":{},\"files\":{}}")) {
      CrashingDisk disk = withSteps(50, 100);
      Path manifest = FOLDER.resolve("step-000000100/manifest.json");
      disk.delete(manifest);
      try (var out = disk.create(manifest)) {
        out.write("{\"manifest\":%s,\"sha256\":\"%s\"}".formatted(inner, dev.millrace.flow.io.Sha256.of(inner))
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      CheckpointStore.Search search = new CheckpointStore(FOLDER, disk).newest();
      assertEquals(50, requireWhole(search));
      assertEquals(1, search.rejected().size(), search.toString());
    }
  }

  @Test
  void aFailureOfTheWriterIsToldOnce() throws IOException {
    CrashingDisk disk = withSteps(50);
    try (CheckpointWriter writer = new CheckpointWriter(new CheckpointStore(FOLDER, disk), KEEP)) {
      disk.failAfter(5, true);
      writer.write(snapshot(100));
      assertTrue(writer.await().orElseThrow().toString().contains("No space left"));
      assertTrue(writer.await().isEmpty());
      disk.failAfter(Integer.MAX_VALUE, false);
      assertTrue(writer.write(snapshot(150)).isEmpty());
      assertTrue(writer.await().isEmpty());
    }
    assertEquals(150, requireWhole(new CheckpointStore(FOLDER, disk).newest()));
  }

  @Test
  void whatIsHandedToTheWriterMayChangeAtOnce() throws IOException {
    byte[] live = new byte[(5 << 20) / 2 + 3];
    SequencedMap<String, AtomicFile.Body> files = new LinkedHashMap<>();
    files.put("weights", out -> {
      out.write(live[0]);
      out.write(live, 1, live.length - 1);
    });
    CheckpointStore store = new CheckpointStore(real);
    try (CheckpointWriter writer = new CheckpointWriter(store, KEEP)) {
      for (int step = 1; step <= 3; step++) {
        new Random(step).nextBytes(live);
        assertTrue(writer.write(new Snapshot(step, files, Map.of())).isEmpty());
        Arrays.fill(live, (byte) 0);
      }
    }
    byte[] expected = new byte[live.length];
    new Random(3).nextBytes(expected);
    try (InputStream in = store.newest().checkpoint().orElseThrow().open("weights")) {
      assertArrayEquals(expected, in.readAllBytes());
    }
  }

  @Test
  void aLockIsHeldByOneAtATime() throws IOException {
    try (RunLock _ = RunLock.of(real)) {
      var refused = assertThrows(InvalidInputException.class, () -> RunLock.of(real));
      assertTrue(refused.toString().contains("process " + ProcessHandle.current().pid()), refused.getMessage());
    }
    RunLock.of(real).close();
  }
}
