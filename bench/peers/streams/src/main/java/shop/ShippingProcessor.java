package shop;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.Messages.Shipment;

/** Shipments by order: what is planned leaves at once. */
final class ShippingProcessor implements Processor<String, Shipment, String, Shipment> {
  static final String STORE = "shipments";
  private ProcessorContext<String, Shipment> context;
  private KeyValueStore<String, Shipment> shipments;

  @Override
  public void init(ProcessorContext<String, Shipment> context) {
    this.context = context;
    shipments = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, Shipment> record) {
    if (shipments.get(record.key()) != null) return;
    var dispatched = new Shipment(record.key(), record.value().lines(), "dispatched");
    shipments.put(record.key(), dispatched);
    context.forward(record.withValue(dispatched));
  }
}
