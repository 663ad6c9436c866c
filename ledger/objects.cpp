#include "ledger/objects.hpp"

namespace tallygate::ledger {

std::span<const core::EnumName<WaitState>> enum_names(WaitState) {
  using enum WaitState;
  static constexpr core::EnumName<WaitState> kNames[] = {
      {closed, "closed"}, {expired, "expired"},   {failed, "failed"},     {open, "open"},
      {passed, "passed"}, {rejected, "rejected"}, {released, "released"},
  };
  return kNames;
}

std::span<const core::EnumName<OrderState>> enum_names(OrderState) {
  using enum OrderState;
  static constexpr core::EnumName<OrderState> kNames[] = {
      {blocked, "blocked"},     {cancelled, "cancelled"}, {challenged, "challenged"},
      {completed, "completed"}, {delivered, "delivered"}, {expired, "expired"},
      {held, "held"},           {paid, "paid"},           {placed, "placed"},
      {rejected, "rejected"},   {shipped, "shipped"},
  };
  return kNames;
}

std::span<const core::EnumName<PaymentState>> enum_names(PaymentState) {
  using enum PaymentState;
  static constexpr core::EnumName<PaymentState> kNames[] = {
      {authorised, "authorised"}, {blocked, "blocked"}, {captured, "captured"}, {challenged, "challenged"},
      {declined, "declined"},     {expired, "expired"}, {held, "held"},         {rejected, "rejected"},
      {voided, "voided"},
  };
  return kNames;
}

std::span<const core::EnumName<RefundState>> enum_names(RefundState) {
  using enum RefundState;
  static constexpr core::EnumName<RefundState> kNames[] = {
      {blocked, "blocked"}, {challenged, "challenged"}, {failed, "failed"}, {held, "held"}, {rejected, "rejected"},
      {sent, "sent"},       {settled, "settled"},
  };
  return kNames;
}

std::span<const core::EnumName<DisputeState>> enum_names(DisputeState) {
  using enum DisputeState;
  static constexpr core::EnumName<DisputeState> kNames[] = {
      {lost, "lost"}, {open, "open"}, {partly_lost, "partly_lost"}, {won, "won"}};
  return kNames;
}

std::span<const core::EnumName<BreakKind>> enum_names(BreakKind) {
  using enum BreakKind;
  static constexpr core::EnumName<BreakKind> kNames[] = {{completion_without_delivery, "completion_without_delivery"},
                                                         {different, "different"},
                                                         {dispute_unplaced, "dispute_unplaced"},
                                                         {doubled, "doubled"},
                                                         {escrow_left, "escrow_left"},
                                                         {fee_different, "fee_different"},
                                                         {missing_with_them, "missing_with_them"},
                                                         {missing_with_us, "missing_with_us"},
                                                         {parcel_lost, "parcel_lost"},
                                                         {parcel_returned, "parcel_returned"},
                                                         {payment_unplaced, "payment_unplaced"},
                                                         {payment_without_shipment, "payment_without_shipment"},
                                                         {payout_unplaced, "payout_unplaced"},
                                                         {refund_unplaced, "refund_unplaced"},
                                                         {shipment_without_payment, "shipment_without_payment"},
                                                         {waybill_unknown, "waybill_unknown"}};
  return kNames;
}

std::span<const core::EnumName<BreakState>> enum_names(BreakState) {
  using enum BreakState;
  static constexpr core::EnumName<BreakState> kNames[] = {{open, "open"}, {resolved, "resolved"}};
  return kNames;
}

std::span<const core::EnumName<LoginState>> enum_names(LoginState) {
  using enum LoginState;
  static constexpr core::EnumName<LoginState> kNames[] = {
      {blocked, "blocked"},
      {challenged, "challenged"},
      {failed, "failed"},
      {succeeded, "succeeded"},
  };
  return kNames;
}

std::span<const core::EnumName<ApprovalState>> enum_names(ApprovalState) {
  using enum ApprovalState;
  static constexpr core::EnumName<ApprovalState> kNames[] = {
      {approved, "approved"},
      {open, "open"},
      {rejected, "rejected"},
      {superseded, "superseded"},
  };
  return kNames;
}

}  // namespace tallygate::ledger
