#!/usr/bin/env python3
"""Converts UCI "Online Retail" lines into the excerpt that the player plays: one month, no descriptions.

usage: convert.py LINES.csv[.gz] [--month 2010-12] [-o december_2010.csv]

Input: the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate (minutes), UnitPrice, CustomerID, Country.
Output: invoice, stock_code, quantity, at (RFC 3339, UTC), unit_price_minor (pence), customer, country (ISO 3166-1).
Nothing is dropped but the description, and no line changes its place; the counts go to standard output as JSON.
"""
import argparse
import csv
import gzip
import json
import sys
from collections import OrderedDict
from decimal import Decimal

COLUMNS = ["invoice", "stock_code", "quantity", "at", "unit_price_minor", "customer", "country"]

# The source writes names, the API takes ISO 3166-1 alpha-2. The Channel Islands have two codes: Guernsey's stands for both.
COUNTRY_CODES = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Channel Islands": "GG", "Cyprus": "CY",
    "Denmark": "DK", "EIRE": "IE", "Finland": "FI", "France": "FR", "Germany": "DE", "Iceland": "IS", "Israel": "IL",
    "Italy": "IT", "Japan": "JP", "Lithuania": "LT", "Netherlands": "NL", "Norway": "NO", "Poland": "PL",
    "Portugal": "PT", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "United Kingdom": "GB",
}


def open_text(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def pence(price):
    minor = Decimal(price) * 100
    if minor != minor.to_integral_value():
        raise ValueError(f"a price finer than a penny: {price}")
    return int(minor)


def convert_line(row):
    # British winter time is UTC; another month would need a zone, so it is refused rather than shifted silently.
    date, minute = row["InvoiceDate"].split(" ")
    if date[5:7] not in ("11", "12", "01", "02"):
        raise ValueError(f"{date}: only winter months, when London keeps UTC")
    return {
        "invoice": row["InvoiceNo"], "stock_code": row["StockCode"], "quantity": int(row["Quantity"]),
        "at": f"{date}T{minute}:00Z", "unit_price_minor": pence(row["UnitPrice"]), "customer": row["CustomerID"],
        "country": COUNTRY_CODES[row["Country"]],
    }


def counts(lines):
    invoices = OrderedDict()
    for line in lines:
        invoices.setdefault(line["invoice"], []).append(line)
    cancellations = {name for name in invoices if name.startswith("C")}
    sales = [line for line in lines if line["invoice"] not in cancellations]
    return {
        "lines": len(lines),
        "invoices": len(invoices),
        "invoices_cancelling": len(cancellations),
        "lines_cancelling": len(lines) - len(sales),
        "lines_price_zero": sum(line["unit_price_minor"] == 0 for line in lines),
        "lines_negative_quantity_in_a_sale": sum(line["quantity"] < 0 for line in sales),
        "invoices_without_customer": sum(not group[0]["customer"] for group in invoices.values()),
        "invoices_over_two_minutes": sum(len({line["at"] for line in group}) > 1 for group in invoices.values()),
        "customers": len({line["customer"] for line in lines if line["customer"]}),
        "countries": len({line["country"] for line in lines}),
        "stock_codes": len({line["stock_code"] for line in lines}),
        "longest_invoice_lines": max(len(group) for group in invoices.values()),
        "first": lines[0]["at"],
        "last": lines[-1]["at"],
    }


def main():
    parser = argparse.ArgumentParser(description="convert UCI Online Retail lines into the sample")
    parser.add_argument("lines", help="the source, CSV or CSV.gz")
    parser.add_argument("--month", default="2010-12")
    parser.add_argument("-o", "--output", default="december_2010.csv")
    args = parser.parse_args()

    with open_text(args.lines) as source:
        lines = [convert_line(row) for row in csv.DictReader(source) if row["InvoiceDate"].startswith(args.month)]
    if not lines:
        sys.exit(f"no line of {args.month} in {args.lines}")
    with open(args.output, "w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    json.dump(counts(lines), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
