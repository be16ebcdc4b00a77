package dev.millrace.runs.text;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DataNamesTests {
  @ParameterizedTest
  @CsvSource(delimiter = ' ', value = {
      "jdbc:postgresql://host/shop?user=ada&password=geheim&ssl=true jdbc:postgresql://host/shop?user=ada&ssl=true",
      "jdbc:postgresql://host/shop?password=geheim jdbc:postgresql://host/shop",
      "jdbc:postgresql:shop?password=geheim&user=ada jdbc:postgresql:shop?user=ada",
      "jdbc:mysql://ada:geheim@host:3306/shop jdbc:mysql://ada@host:3306/shop",
      "jdbc:mysql://ada:ge:he@im@host:3306/shop?trustStorePassword=geheim jdbc:mysql://ada@host:3306/shop",
      "jdbc:sqlserver://host:1433;databaseName=shop;user=ada;password={ge;heim};encrypt=true "
          + "jdbc:sqlserver://host:1433;databaseName=shop;user=ada;encrypt=true",
      "jdbc:h2:mem:shop;USER=sa;PASSWORD=geheim jdbc:h2:mem:shop;USER=sa",
      "jdbc:oracle:thin:scott/geheim@//host:1521/shop jdbc:oracle:thin:scott@//host:1521/shop",
      "jdbc:postgresql://host:5432/shop?user=a@b.ch jdbc:postgresql://host:5432/shop?user=a@b.ch",
      "jdbc:sqlite:/home/a@b/x.db; jdbc:sqlite:/home/a@b/x.db;", "people?password=1.csv people?password=1.csv"})
  void passwordsAreTakenOut(String address, String without) {
    assertEquals(without, DataNames.withoutPassword(address));
    assertEquals(without, DataNames.withoutPassword(without));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ' ',
      value = {"jdbc:postgresql://host/shop?password=geheim shop", "jdbc:h2:mem:shop;USER=sa shop",
          "jdbc:mysql://ada:geheim@host/ database", "idx:/data/mnist mnist", "a/people.csv people.csv", "moons moons"})
  void namesAreShort(String data, String name) {
    assertEquals(name, DataNames.shortName(data));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ' ',
      value = {"jdbc:h2:mem:shop;PASSWORD=geheim jdbc", "images:/data/birds birds", "images:/ data",
          "idx:/data/mnist mnist",
          "a/people.1.csv people.1", "moons moons", ".. data", ". data"})
  void foldersHaveNamesOfTheirData(String data, String name) {
    assertEquals(name, DataNames.folderName(data));
  }
}
