#!/usr/bin/env python3
"""An independent recount of the sample: what the log must say after it was played. Plain Python, no code of Tallygate's.

usage: recount.py [december_2010.csv] [--without FILE] [--detail]

The rules stand in README.md beside this file. --without names a file with order ids, one a line, that were not
accepted (refused or held): they and the refunds of them are left out, and nothing else moves.
--detail adds every order and every refund. Prints JSON; amounts are pence.
"""
import argparse
import csv
import json
import os
import sys
from collections import OrderedDict

CURRENCY = "GBP"
LINES_PER_ORDER_MAX = 700


class OrderLine:
    def __init__(self, stock_code, quantity, unit_price):
        self.stock_code = stock_code
        self.quantity = quantity
        self.unit_price = unit_price
        self.remaining = quantity  # not yet refunded


class Order:
    def __init__(self, order_id, basket, buyer, at, country, lines):
        self.order_id = order_id
        self.basket = basket
        self.buyer = buyer
        self.at = at
        self.country = country
        self.lines = lines

    @property
    def amount(self):
        return sum(line.quantity * line.unit_price for line in self.lines)


def read_invoices(path):
    invoices = OrderedDict()
    with open(path, encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            invoices.setdefault(row["invoice"], []).append(row)
    return invoices


def orders_of(invoice, rows, dropped):
    """The orders that one invoice becomes: none when nothing of value is left, several when it is very long."""
    lines = []
    for row in rows:
        quantity, price = int(row["quantity"]), int(row["unit_price_minor"])
        if quantity <= 0:
            dropped["quantity_not_positive"] += 1
        elif price <= 0:
            dropped["price_not_positive"] += 1
        else:
            lines.append(OrderLine(row["stock_code"], quantity, price))
    if not lines:
        return []
    first = rows[0]
    buyer = first["customer"] or f"guest-{invoice}"
    chunks = [lines[i:i + LINES_PER_ORDER_MAX] for i in range(0, len(lines), LINES_PER_ORDER_MAX)]
    ids = [invoice] if len(chunks) == 1 else [f"{invoice}-{n}" for n in range(1, len(chunks) + 1)]
    return [Order(order_id, invoice, buyer, first["at"], first["country"], chunk)
            for order_id, chunk in zip(ids, chunks)]


class Tally:
    """Walks the invoices in file order, so that "earlier" means what stands above."""

    def __init__(self):
        self.orders = []
        self.refunds = []
        self.by_buyer = {}
        self.dropped = {"quantity_not_positive": 0, "price_not_positive": 0}
        self.sales_without_order = 0
        self.cancellations = 0
        self.cancellation_lines_without_price = 0
        self.unmatched_lines = 0
        self.unmatched_units = 0
        self.unmatched_value = 0

    def sale(self, invoice, rows):
        orders = orders_of(invoice, rows, self.dropped)
        self.sales_without_order += not orders
        for order in orders:
            self.orders.append(order)
            self.by_buyer.setdefault(order.buyer, []).append(order)

    def cancellation(self, invoice, rows):
        self.cancellations += 1
        amounts = OrderedDict()  # order id -> refunded by this cancellation, in the order of first touch
        for row in rows:
            price, wanted = int(row["unit_price_minor"]), -int(row["quantity"])
            if price <= 0 or wanted <= 0:
                self.cancellation_lines_without_price += 1
                continue
            left = self.take_back(row, wanted, amounts)
            if left:
                self.unmatched_lines += 1
                self.unmatched_units += left
                self.unmatched_value += left * price
        for n, (order_id, amount) in enumerate(amounts.items(), start=1):
            self.refunds.append({"refund": f"{invoice}-{n}", "order": order_id, "amount": amount, "at": rows[0]["at"]})

    def take_back(self, row, wanted, amounts):
        """Refunds up to `wanted` units from the buyer's newest order back to the oldest; returns what found no order."""
        if not row["customer"]:
            return wanted
        for order in reversed(self.by_buyer.get(row["customer"], [])):
            for line in order.lines:
                if line.stock_code != row["stock_code"] or line.remaining == 0:
                    continue
                units = min(wanted, line.remaining)
                line.remaining -= units
                wanted -= units
                amounts[order.order_id] = amounts.get(order.order_id, 0) + units * line.unit_price
                if wanted == 0:
                    return 0
        return wanted


def summary(tally, without):
    orders = [order for order in tally.orders if order.order_id not in without]
    refunds = [refund for refund in tally.refunds if refund["order"] not in without]
    gross, refunded = sum(order.amount for order in orders), sum(refund["amount"] for refund in refunds)
    by_order = {}
    for refund in refunds:
        by_order[refund["order"]] = by_order.get(refund["order"], 0) + refund["amount"]
    return {
        "orders": len(orders),
        "orders_left_out": len(tally.orders) - len(orders),
        "order_lines": sum(len(order.lines) for order in orders),
        "buyers": len({order.buyer for order in orders}),
        "guests": sum(order.buyer.startswith("guest-") for order in orders),
        "gross": {CURRENCY: gross},
        "refunds": len(refunds),
        "refunded": {CURRENCY: refunded},
        "orders_refunded_in_part": sum(by_order.get(o.order_id, 0) not in (0, o.amount) for o in orders),
        "orders_refunded_in_full": sum(by_order.get(o.order_id, 0) == o.amount for o in orders),
        "net": {CURRENCY: gross - refunded},
        "cancellations": tally.cancellations,
        "unmatched": {"lines": tally.unmatched_lines, "units": tally.unmatched_units,
                      "value": {CURRENCY: tally.unmatched_value}},
        "dropped_lines": dict(tally.dropped, cancellation_without_price=tally.cancellation_lines_without_price),
        "sales_without_order": tally.sales_without_order,
        "largest_order": {CURRENCY: max((order.amount for order in orders), default=0)},
    }


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="recount the sample without Tallygate")
    parser.add_argument("lines", nargs="?", default=os.path.join(here, "december_2010.csv"))
    parser.add_argument("--without", help="a file of order ids to leave out, one a line")
    parser.add_argument("--detail", action="store_true", help="list every order and refund too")
    args = parser.parse_args()

    without = set()
    if args.without:
        with open(args.without, encoding="utf-8") as ids:
            without = {line.strip() for line in ids if line.strip()}

    tally = Tally()
    for invoice, rows in read_invoices(args.lines).items():
        if invoice.startswith("C"):
            tally.cancellation(invoice, rows)
        else:
            tally.sale(invoice, rows)
    result = summary(tally, without)
    if args.detail:
        result["order_list"] = [{"order": o.order_id, "buyer": o.buyer, "at": o.at, "amount": o.amount,
                                 "lines": len(o.lines)} for o in tally.orders if o.order_id not in without]
        result["refund_list"] = [r for r in tally.refunds if r["order"] not in without]
    json.dump(result, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
