;;; Meadowlark Development Company, SBA 7(a) servicing
;;; References are to SOP 50 57. "Liquidation" status requires the lender's memo.

(defrule annual-financials
  "Financial statements are requested from every borrower whose original loan was three hundred fifty thousand dollars or larger.
   Smaller borrowers are spared the paperwork."
  :when (and (= loan-status "Open") (>= setup-loan-amount 350000M) (= (u/month current-date) 4))
  :then [(checklist/uncheck {:checklist "File" :items ["Financials"]})])

(defrule early-default
  "A default within the first eighteen months is an early default (548 days), whatever the reason, and the purchase package is
   reviewed by a second officer."
  :when (and (= loan-status "Open") (<= status-loan-age 548) (> status-days-past-due 60))
  :then [(loan/set {:add-portfolios ["Early Default"]})]
  :examples [{:given {:status-loan-age 548 :status-days-past-due 61} :fires true}
             {:given {:status-loan-age 549 :status-days-past-due 61} :fires false}
             {:given {:status-loan-age 300 :status-days-past-due 60} :fires false}])

(defrule site-visit
  "The officer visits the premises once the borrower has gone sixty days without curing; the SOP wants it done before the
   ninetieth."
  :when (and (= loan-status "Open") (>= status-days-past-due 60) (< status-days-past-due 90))
  :then [(checklist/check {:checklist "File" :items ["Site visit"]})])

(defrule deferment
  "We may defer payments for borrowers who come to us before they are sixty days behind."
  :when (and (= "defer" (-> settings-custom-fields :9 :value)) (< status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Deferred"})
         (due-date/change {:due-date "next" :base-date :next-due-date :plus-months 3})]
  :once :never-again)

(defrule end-of-deferment
  :when (and (= loan-sub-status "Deferred") (some? status-next-payment-date)
             (<= (u/date-compare status-next-payment-date current-date) 10))
  :then [(checklist/check {:checklist "File" :items ["Deferment ends"]})])

(defrule liquidation
  "Liquidation. Uncured after ninety days, and principal of not less than twenty-five thousand dollars."
  :when (and (= loan-status "Open") (> status-days-past-due 90) (>= status-principal-balance 25000M))
  :then [(loan/set {:loan-sub-status "Liquidation" :add-portfolios ["Workout"]})])

(defrule stop-accrual
  "Interest stops on loans in liquidation."
  :when (and (= loan-sub-status "Liquidation") (> status-days-past-due 120) (> status-perdiem 0M))
  :then [(interest/suspend {:date :current-date})])

(defrule out-of-workout
  "Six consecutive payments and nothing more than twenty-nine days old."
  :when (and (= true (-> portfolio :33 :active)) (>= payments-count 6) (<= status-days-past-due 29))
  :then [(loan/set {:remove-portfolios ["Workout"] :loan-sub-status "Performing"})])

(defrule collateral-shortfall
  "Hazard cover that expires inside of forty-five days, or has expired."
  :when (and (= loan-status "Open") (some? insurance-end-date) (<= (u/date-compare insurance-end-date current-date) 45))
  :then [(checklist/uncheck {:checklist "File" :items ["Hazard cover"]})])

(defrule guaranty-purchase
  "Guaranty purchase is asked for when nobody has paid for two months and more (61 days) on a loan in liquidation."
  :when (and (= loan-sub-status "Liquidation") (or (nil? status-loan-recency) (>= status-loan-recency 61)))
  :then [(loan/set {:add-portfolios ["Guaranty Purchase"]})])

(defrule treasury-cross-servicing
  "Treasury takes debts that are at least one hundred dollars and a hundred and eighty days delinquent."
  :when (and (= loan-sub-status "Charged Off Collectible") (>= status-net-charge-off 100M) (>= status-days-past-due 180))
  :then [(loan/set {:add-portfolios ["Treasury"]})])

(defrule treasury-recall
  "We ask for the debt back when it has shrunk to less than one hundred dollars."
  :when (and (= true (-> portfolio :35 :active)) (< status-net-charge-off 100M))
  :then [(loan/set {:remove-portfolios ["Treasury"]})])

(defrule charge-off
  "Charge-off follows the purchase."
  :when (and (= loan-sub-status "Liquidation") (> status-days-past-due 270) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "SOP 50 57" :date :current-date})
         (loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})])

(defrule sba-express-upsell
  "Borrowers who retired two thirds of their principal without a single sixty-day late may be offered Express."
  :when (and (= loan-sub-status "Performing")
             (<= status-principal-balance (* 1/3 setup-loan-amount))
             (< status-24-dpd-60 1))
  :then [(loan/set {:add-portfolios ["Express Offer"]})])

(defrule compromise-floor
  "An offer in compromise below half of what was charged off is not entertained: the last payment must reach one half."
  :when (and (= loan-sub-status "Charged Off Collectible") (>= last-payment-amount (* 0.5M status-net-charge-off)))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Settled"})])

(defrule nominal-remainder
  "Nominal remainders (ten dollars or under) are absorbed."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 10M))
  :then [(credit/add {:type "Regular" :category "Nominal" :charge-off false :amount {:base :payoff :plus 0M} :info "nominal" :date :current-date})])
