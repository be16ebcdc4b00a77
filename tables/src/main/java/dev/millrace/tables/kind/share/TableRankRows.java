package dev.millrace.tables.kind.share;

import java.io.Serial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.kind.train.ContentSplit;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.tables.kind.train.TableData;
import dev.millrace.tables.kind.train.TableRunTraining;
import dev.millrace.tables.privacy.ProtectedValues;
import dev.millrace.tables.read.TypedRows;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.relations.RelationsJson;
import dev.millrace.tables.schema.SchemaJson;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.train.TableTraining;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How ranks encode and learn the rows of a table. */
final class TableRankRows implements RankRows {
  @Serial
  private static final long serialVersionUID = 1;
  private static final int BLOCK = 8192;
  private static final long MOST = Integer.MAX_VALUE - 8L;

  private final HashMap<String, Object> options;
  private final String encoding;
  private final String relations;
  private final int label;
  private final long[] labelCounts;
  private final long rows;
  private final TreeMap<String, String> provenance;
  private final String asRead;
  private final @Nullable ProtectedValues protection;

  /**
   * @param options the options of the whole training
   * @param sample the encoding, made for a sample of the rows
   * @param rows the number of rows that are learnt
   * @param provenance where the model comes from
   * @param asRead the columns before values were protected
   * @param protection how they are protected; null if they are not
   */
  TableRankRows(Map<String, Object> options, TableTraining sample, long rows, Map<String, String> provenance,
      TableSchema asRead, @Nullable ProtectedValues protection) {
    this.options = new HashMap<>(options);
    this.encoding = sample.encoding().toJson().toString();
    this.relations = RelationsJson.of(sample.relations()).toString();
    this.label = sample.label();
    this.labelCounts = sample.labelCounts();
    this.rows = rows;
    this.provenance = new TreeMap<>(provenance);
    this.asRead = SchemaJson.of(asRead).toString();
    this.protection = protection;
  }

  @Override
  public TableConfig config() {
    return ConfigFile.over(TableConfig.defaults(), "", options);
  }

  private String said(String name) {
    String value = provenance.get(name);
    if (value == null) {
      throw new IllegalStateException("the provenance lacks " + name);
    }
    return value;
  }

  @Override
  public Reading reading(TrainingConfig own) {
    JsonMapper json = JsonMapper.shared();
    TableEncoding of = TableEncoding.ofJson("the encoding of the driver", encoding);
    return new OfTable((TableConfig) own, SchemaJson.schema(json.readTree(said(TableRunTraining.SCHEMA))), of,
        RelationsJson.relations(json.readTree(relations), of.columns().size()));
  }

  private final class OfTable implements Reading {
    private final TableConfig own;
    private final TableSchema schema;
    private final TableEncoding of;
    private final Relations between;
    private final ContentSplit split;
    private final TypedRows block;
    private char[] codes = new char[0];
    private int used;

    OfTable(TableConfig own, TableSchema schema, TableEncoding of, Relations between) {
      this.own = own;
      this.schema = schema;
      this.of = of;
      this.between = between;
      this.split = new ContentSplit(Double.parseDouble(said(TableData.HELD_OUT)), config().seed());
      this.block = new TypedRows(SchemaJson.schema(JsonMapper.shared().readTree(asRead)), BLOCK);
    }

    @Override
    public void add(@Nullable Object[] row) {
      block.add(row);
      if (block.isFull()) {
        encode();
      }
    }

    private void encode() {
      Table all = block.take();
      Table read = all.rows(split.rows(all, true));
      Table learnt = protection == null ? read : protection.of(read);
      char[] more = of.code(between.extended(learnt), 1).codes();
      requireKnown(more);
      if (used + (long) more.length > MOST) {
        throw new InvalidInputException("more than %d values for one rank; expected more `ranks`".formatted(MOST));
      }
      if (used + more.length > codes.length) {
        codes = Arrays.copyOf(codes, (int) Math.min(MOST, Math.max(used + more.length, 2L * codes.length)));
      }
      System.arraycopy(more, 0, codes, used, more.length);
      used += more.length;
    }

    private void requireKnown(char[] more) {
      int width = of.columns().size();
      for (int i = 0; i < more.length; i++) {
        if (more[i] == ColumnCode.UNKNOWN) {
          throw new InvalidInputException(
              "column %s: has a value that none of the rows has from which the schema was made; give a `schema`"
                  .formatted(Shown.quoted(of.columns().get(i % width).name())));
        }
      }
    }

    @Override
    public RankPart part() {
      encode();
      if (used == 0) {
        throw new InvalidInputException("a rank has no rows; expected fewer `ranks`");
      }
      CodedRows coded = new CodedRows(Arrays.copyOf(codes, used), of.columns().size());
      return new TablePart(config(), schema,
          new TableTraining(of, coded, label, between, own.options(rows, label >= 0, 1)),
          Arrays.stream(labelCounts).boxed().toList(), Map.copyOf(provenance));
    }
  }
}
