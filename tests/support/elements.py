"""A book of forty chapters, one page each, on chemical elements: text for a long PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

if TYPE_CHECKING:
    from pathlib import Path

ELEMENTS = (
    ("Hydrogen", "the lightest gas in nature", 1766, "Henry Cavendish", "make ammonia"),
    ("Helium", "a noble gas that never burns", 1868, "Pierre Janssen", "cool strong magnets"),
    ("Lithium", "a soft metal that floats on oil", 1817, "Johan Arfwedson", "build batteries"),
    ("Beryllium", "a stiff and toxic light metal", 1798, "Louis Vauquelin", "make X-ray windows"),
    ("Boron", "a hard black semimetal", 1808, "Humphry Davy", "strengthen kitchen glass"),
    ("Nitrogen", "the main gas of the air", 1772, "Daniel Rutherford", "freeze food quickly"),
    ("Oxygen", "a gas that keeps fires alive", 1774, "Joseph Priestley", "help patients breathe"),
    ("Fluorine", "a pale and aggressive halogen", 1886, "Henri Moissan", "enrich uranium"),
    ("Neon", "a noble gas that glows red", 1898, "William Ramsay", "light advertising signs"),
    ("Sodium", "a soft metal that reacts with water", 1807, "Humphry Davy", "light streets"),
    ("Magnesium", "a light metal that burns white", 1755, "Joseph Black", "lighten aircraft"),
    ("Aluminium", "the commonest metal of the crust", 1825, "Hans Oersted", "wrap food"),
    ("Silicon", "a grey semiconductor", 1824, "Jöns Berzelius", "make computer chips"),
    ("Phosphorus", "a nonmetal that glows in the dark", 1669, "Hennig Brand", "feed crops"),
    ("Chlorine", "a green and choking halogen", 1774, "Carl Scheele", "clean drinking water"),
    ("Argon", "a noble gas of the atmosphere", 1894, "Lord Rayleigh", "shield welding seams"),
    ("Potassium", "a metal that every nerve needs", 1807, "Humphry Davy", "fertilise fields"),
    ("Calcium", "the metal of bones and chalk", 1808, "Humphry Davy", "harden cement"),
    ("Scandium", "a rare and silvery metal", 1879, "Lars Nilson", "toughen bicycle frames"),
    ("Titanium", "a strong metal that does not rust", 1791, "William Gregor", "replace hips"),
    ("Vanadium", "a grey metal of many colours", 1801, "Manuel del Río", "harden tool steel"),
    ("Chromium", "a shining metal of hard surfaces", 1797, "Louis Vauquelin", "plate taps"),
    ("Manganese", "a brittle metal of the sea floor", 1774, "Johan Gahn", "purify iron"),
    ("Cobalt", "a magnetic metal of blue pigments", 1735, "Georg Brandt", "colour glass"),
    ("Nickel", "a tough metal of coins", 1751, "Axel Cronstedt", "make stainless steel"),
    ("Zinc", "a bluish metal of roofs", 1746, "Andreas Marggraf", "protect steel from rust"),
    ("Gallium", "a metal that melts in the hand", 1875, "Paul Boisbaudran", "make bright diodes"),
    ("Germanium", "a brittle semimetal", 1886, "Clemens Winkler", "guide infrared light"),
    ("Selenium", "a nonmetal that conducts in light", 1817, "Jöns Berzelius", "tint windows"),
    ("Bromine", "the only liquid nonmetal", 1826, "Antoine Balard", "slow down flames"),
    ("Krypton", "a noble gas of bright lamps", 1898, "William Ramsay", "fill flash bulbs"),
    ("Rubidium", "a metal that ignites in air", 1861, "Robert Bunsen", "keep exact time"),
    ("Strontium", "a metal that colours flames red", 1790, "Adair Crawford", "paint fireworks"),
    ("Yttrium", "a metal named after a village", 1794, "Johan Gadolin", "build lasers"),
    ("Zirconium", "a metal that ignores acids", 1789, "Martin Klaproth", "clad reactor fuel"),
    ("Niobium", "a metal that loses all resistance", 1801, "Charles Hatchett", "wind magnets"),
    ("Cadmium", "a soft and poisonous metal", 1817, "Friedrich Stromeyer", "absorb neutrons"),
    ("Indium", "a metal that cries when bent", 1863, "Ferdinand Reich", "coat touch screens"),
    ("Iodine", "a halogen that the thyroid needs", 1811, "Bernard Courtois", "clean wounds"),
    ("Xenon", "a heavy noble gas", 1898, "Morris Travers", "drive space probes"),
)


def write_book(path: Path) -> None:
    """Write the forty pages as a PDF."""
    styles = getSampleStyleSheet()
    story: list[object] = []
    for name, what, year, discoverer, use in ELEMENTS:
        story += [
            Paragraph(name, styles["Heading1"]),
            Paragraph(
                f"{name} is {what}. {discoverer} described {name.lower()} in {year} after long "
                f"experiments with minerals and gases. Engineers use {name.lower()} to {use}, "
                f"because no cheaper material does that work as well.",
                styles["BodyText"],
            ),
            PageBreak(),
        ]
    SimpleDocTemplate(str(path), pagesize=A5, title="Forty chemical elements").build(story)
