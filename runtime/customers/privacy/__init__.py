"""What privacy laws (CCPA, PIPEDA) ask for: everything that is known of a customer handed out, or erased.

Takes a store and a customer's number. Every request leaves a row of `privacy_requests` that proves it and holds nothing
personal.
"""
