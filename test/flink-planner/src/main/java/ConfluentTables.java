import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.TableDistribution;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.abilities.SupportsBucketing;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;

/**
 * Everything that only Confluent Cloud has, and that the statements of the reconciler rely on. Nothing else of a statement is
 * adapted: its text reaches Apache Flink's planner as it was written.
 *
 * <ul>
 *   <li>a table without {@code connector} is a {@code confluent} table (semantics.md 3.3 item 2): {@link Catalog};
 *   <li>its WITH options; one that is not listed here is refused, as the service does: {@link Factory};
 *   <li>{@code changelog.mode} decides what the table emits and takes (2.4 item 4): {@link Mode};
 *   <li>{@code DISTRIBUTED [BY HASH(...)] INTO n BUCKETS}, which Flink parses and leaves to the connector; the key columns
 *       come first, and an upsert table's bucket key is its primary key (3.3 item 5).
 * </ul>
 *
 * {@code test.deletes} belongs to the check alone: an upsert source's deletes carry the key only (a tombstone) or the whole row.
 */
final class ConfluentTables {
  static final String CONNECTOR = "confluent";

  enum Mode { append, upsert, retract }

  enum CleanupPolicy { DELETE("delete"), COMPACT("compact"), BOTH("delete-compact");
    private final String text;
    CleanupPolicy(String text) { this.text = text; }
    @Override public String toString() { return text; }
  }

  enum Deletes { KEY_ONLY("key-only"), FULL("full");
    private final String text;
    Deletes(String text) { this.text = text; }
    @Override public String toString() { return text; }
  }

  private ConfluentTables() {}

  /** Gives each table the connector that Confluent Cloud gives it. */
  static final class Catalog extends GenericInMemoryCatalog {
    Catalog(String name) { super(name, "main"); }

    @Override
    public void createTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfExists) throws TableAlreadyExistException, DatabaseNotExistException {
      if (table instanceof ResolvedCatalogTable resolved) {
        requireKeyFirst(path, resolved);
        Map<String, String> options = new HashMap<>(resolved.getOptions());
        options.putIfAbsent("connector", CONNECTOR);
        super.createTable(path, resolved.copy(options), ignoreIfExists);
      } else {
        super.createTable(path, table, ignoreIfExists);
      }
    }

    private static void requireKeyFirst(ObjectPath path, ResolvedCatalogTable table) {
      var key = table.getResolvedSchema().getPrimaryKey().map(found -> found.getColumns()).orElse(null);
      if (key == null || table.getDistribution().isEmpty()) return;
      if (!table.getResolvedSchema().getColumnNames().subList(0, key.size()).equals(key)) {
        throw new ValidationException("Key columns must appear at the beginning of the table schema: " + path.getObjectName());
      }
      var buckets = table.getDistribution().map(TableDistribution::getBucketKeys).orElseThrow();
      if ("upsert".equals(table.getOptions().get("changelog.mode")) && !buckets.equals(key)) {
        throw new ValidationException("The bucket key of an upsert table must be its primary key: " + path.getObjectName());
      }
    }
  }

  /** Found by Flink through META-INF/services. Its tables can be planned, not read: nothing is run. */
  public static final class Factory implements DynamicTableSourceFactory, DynamicTableSinkFactory {
    private static final ConfigOption<Mode> CHANGELOG_MODE = ConfigOptions.key("changelog.mode").enumType(Mode.class).defaultValue(Mode.append);
    private static final ConfigOption<Deletes> DELETES = ConfigOptions.key("test.deletes").enumType(Deletes.class).defaultValue(Deletes.KEY_ONLY);
    private static final Set<ConfigOption<?>> OPTIONS = Set.of(
        CHANGELOG_MODE,
        DELETES,
        ConfigOptions.key("kafka.cleanup-policy").enumType(CleanupPolicy.class).noDefaultValue(),
        ConfigOptions.key("kafka.max-message-size").memoryType().defaultValue(MemorySize.parse("2097164 bytes")),
        ConfigOptions.key("kafka.retention.time").durationType().noDefaultValue(),
        ConfigOptions.key("kafka.retention.size").memoryType().noDefaultValue(),
        ConfigOptions.key("key.format").stringType().noDefaultValue(),
        ConfigOptions.key("value.format").stringType().noDefaultValue(),
        ConfigOptions.key("value.fields-include").stringType().noDefaultValue(),
        ConfigOptions.key("scan.startup.mode").stringType().noDefaultValue());

    @Override public String factoryIdentifier() { return CONNECTOR; }
    @Override public Set<ConfigOption<?>> requiredOptions() { return Set.of(); }
    @Override public Set<ConfigOption<?>> optionalOptions() { return OPTIONS; }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
      var helper = FactoryUtil.createTableFactoryHelper(this, context);
      helper.validate();
      return new Source(changelogOf(helper.getOptions().get(CHANGELOG_MODE), helper.getOptions().get(DELETES)), context.getPhysicalRowDataType());
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
      var helper = FactoryUtil.createTableFactoryHelper(this, context);
      helper.validate();
      return new Sink(changelogOf(helper.getOptions().get(CHANGELOG_MODE), Deletes.KEY_ONLY));
    }

    private static ChangelogMode changelogOf(Mode mode, Deletes deletes) {
      return switch (mode) {
        case append -> ChangelogMode.insertOnly();
        case upsert -> ChangelogMode.upsert(deletes == Deletes.KEY_ONLY);
        case retract -> ChangelogMode.all();
      };
    }
  }

  private record Source(ChangelogMode mode, DataType rowType) implements ScanTableSource {
    @Override public ChangelogMode getChangelogMode() { return mode; }
    @Override public DynamicTableSource copy() { return this; }
    @Override public String asSummaryString() { return CONNECTOR; }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
      TypeInformation<RowData> type = InternalTypeInfo.of(rowType.getLogicalType());
      return new DataStreamScanProvider() {
        @Override
        public DataStream<RowData> produceDataStream(ProviderContext provider, StreamExecutionEnvironment environment) {
          return environment.fromSequence(0, 0).map(number -> (RowData) null).returns(type);
        }
        @Override public boolean isBounded() { return false; }
      };
    }
  }

  private record Sink(ChangelogMode mode) implements DynamicTableSink, SupportsBucketing {
    @Override public ChangelogMode getChangelogMode(ChangelogMode requested) { return mode; }
    @Override public Set<TableDistribution.Kind> listAlgorithms() { return Set.of(TableDistribution.Kind.HASH, TableDistribution.Kind.UNKNOWN); }
    @Override public boolean requiresBucketCount() { return true; }
    @Override public DynamicTableSink copy() { return this; }
    @Override public String asSummaryString() { return CONNECTOR; }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
      return new DataStreamSinkProvider() {
        @Override
        public DataStreamSink<?> consumeDataStream(ProviderContext provider, DataStream<RowData> rows) {
          return rows.sinkTo(new DiscardingSink<>());
        }
      };
    }
  }
}
